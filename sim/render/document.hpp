// Views of a whole record as one document: what `replay --as` writes. One file each in documents/, one line
// each in documents.cpp.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "render/record.hpp"
#include "render/scene.hpp"

namespace mailsim::render {

struct View {
    const Scene& scene;
    const Record& record;
    const std::vector<std::string>& stations;
    base::NodeId node;               // only this one's, where a view is of nodes; invalid: all
    base::Instant at = base::never;  // of views of an instant; never: the end of the record
    mail::Address address;           // only rows about it; null: all
};

struct Document {
    std::string_view name;    // as in --as
    std::string_view ending;  // of a file: ".pcap"
    std::string_view title;   // one line for people
    bool binary;
    std::string (*make)(const View&);
};

std::span<const Document> documents();  // node logs are documents too
const Document* find_document(std::string_view name);

std::string mailq(const View& view);     // as Postfix's postqueue -p lists a queue
std::string qshape(const View& view);    // as Postfix's qshape(1): by recipient's domain and age
std::string headers(const View& view);   // what the recipient sees above the message
std::string eml(const View& view);       // the whole message, RFC 5322
std::string dsn(const View& view);       // the notifications, RFC 3464
std::string pcap(const View& view);      // a capture file of every connection and question
std::string perfetto(const View& view);  // a trace of the Trace Event Format

// What the page of a panel shows, as text in columns.
std::string panel_page(const View& view);

}  // namespace mailsim::render
