// The documents, one line each.
#include "render/document.hpp"

#include "render/views.hpp"

namespace mailsim::render {
namespace {

std::string log_document(const View& view, std::string_view dialect) {
    std::string out(find_log_dialect(dialect)->header);
    if (!out.empty()) out += "\n";
    bool several = !view.node.valid() && dialect != "panel";
    for (const LogLine& line : log_of(view.scene, view.record, dialect, view.node, view.at)) {
        if (several && dialect != "postfix") out += "[" + view.scene.node(line.node).id + "] ";
        out += line.text + "\n";
    }
    return out;
}

constexpr Document all[] = {
    {"postfix", ".log", "the nodes' logs in Postfix's words", false,
     [](const View& v) { return log_document(v, "postfix"); }},
    {"exim", ".log", "the nodes' logs in Exim's words", false,
     [](const View& v) { return log_document(v, "exim"); }},
    {"axigen", ".log", "the nodes' logs in the style of Axigen", false,
     [](const View& v) { return log_document(v, "axigen"); }},
    {"panel", ".txt", "a hosting panel's page Track Delivery", false, panel_page},
    {"mailq", ".txt", "what waits in the queues (postqueue -p)", false, mailq},
    {"qshape", ".txt", "what waits, by domain and age (qshape)", false, qshape},
    {"headers", ".txt", "the header as the recipient's program shows it", false, headers},
    {"eml", ".eml", "the whole message as a file", false, eml},
    {"dsn", ".eml", "the notification to the sender (RFC 3464)", false, dsn},
    {"pcap", ".pcap", "a capture for Wireshark", true, pcap},
    {"perfetto", ".json", "a trace for ui.perfetto.dev", false, perfetto},
};

}  // namespace

std::span<const Document> documents() { return all; }

const Document* find_document(std::string_view name) {
    for (const Document& document : all)
        if (document.name == name) return &document;
    return nullptr;
}

}  // namespace mailsim::render
