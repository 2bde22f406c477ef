// What a FETCH asks for, and how it is answered for one message (RFC 3501 6.4.5, 7.4.2).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "imap/parser.hpp"
#include "imap/section.hpp"
#include "mailbox/view.hpp"

namespace mailsim::imap {

struct FetchItem {
    enum class Kind : std::uint8_t {
        uid,
        flags,
        internal_date,
        size,
        envelope,
        body,
        structure,
        section
    } kind;
    Section section;
    std::string label;       // of a section: "BODY[TEXT]<0>", "RFC822"
    std::uint32_t from = 0;  // of a partial fetch
    std::uint32_t length = UINT32_MAX;
    bool sets_seen = false;
};

struct FetchItems {
    std::vector<FetchItem> list;  // as they are answered: sections last
    bool has(FetchItem::Kind kind) const;
    bool sets_seen() const;
};

// Reads one item, a macro or a list in parentheses.
FetchItems parse_fetch_items(Parser& parser, bool uid_command);

// "(\Seen \Recent)": a message's flags as a session sees them.
std::string shown_flags(const mailbox::MessageRow& row, bool recent);

// One "* n FETCH (...)" line; false: the message is gone and nothing was written.
bool append_fetch(std::string& out, const mailbox::View& view, std::uint32_t number, const FetchItems& items,
                  bool flags_too);

}  // namespace mailsim::imap
