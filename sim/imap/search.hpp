// SEARCH: its keys as a tree, and whether a message matches (RFC 3501 6.4.4). Text is compared as UTF-8,
// ASCII letters in any case, headers and bodies decoded.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "imap/parser.hpp"
#include "imap/sequence_set.hpp"
#include "mailbox/view.hpp"

namespace mailsim::imap {

struct SearchKey {
    enum class Kind : std::uint8_t {
        all,
        numbers,
        uids,
        flag,
        keyword,
        recent,
        fresh,  // fresh: NEW
        before,
        on,
        since,
        sent_before,
        sent_on,
        sent_since,
        larger,
        smaller,
        header,
        body,
        text,
        both,
        either,
        negated
    } kind = Kind::all;
    bool wanted = true;        // flag, keyword, recent: to be set or not
    std::uint32_t number = 0;  // larger, smaller; flag: its bit
    std::int64_t day = 0;      // dates: days since 1970
    std::string name, words;   // header: its name; header, body, text: what to find, in lower case; keyword
    SequenceSet set;
    std::vector<SearchKey> parts;  // both: all of them; either: one of the two; negated: the one
};

inline constexpr int deepest_search = 50;  // levels of OR, NOT and parentheses
inline constexpr int most_search_keys = 1000;

struct Search {
    SearchKey key;
    bool charset_known = true;  // else: NO [BADCHARSET]
};

Search parse_search(Parser& parser);
// The numbers of the matching messages, rising. Messages expunged by others do not match.
std::vector<std::uint32_t> matches(const mailbox::View& view, const SearchKey& key);

}  // namespace mailsim::imap
