// A zone file's text cut into entries (RFC 1035 5.1): comments away, parentheses joined over lines, quotes
// kept. Not here: what an entry means.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mailsim::dns {

struct ZoneEntry {
    int line = 0;             // of its first word, from 1
    bool same_owner = false;  // it began with white space: the owner before goes on
    std::vector<std::string> words;
    std::string mistake;  // not empty: the entry cannot be read, and this is why
};

// Never more than limit bytes an entry (a longer one is a mistake). A byte that is not text ends the reading
// with a mistake.
std::vector<ZoneEntry> split_zone(std::string_view text, std::size_t limit = 8000);

}  // namespace mailsim::dns
