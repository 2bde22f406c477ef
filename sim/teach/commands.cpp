#include "teach/commands.hpp"

#include <fmt/format.h>

#include <sstream>

#include "base/names.hpp"
#include "teach/fault_kind.hpp"

namespace mailsim::teach {

std::string unquoted(const std::string& text) {
    std::size_t first = text.find_first_not_of("\"'"), last = text.find_last_not_of("\"'");
    return first == std::string::npos || last < first ? "" : text.substr(first, last - first + 1);
}

Words words_of(const std::string& line) {
    Words words;
    std::istringstream in(line);
    for (std::string word; in >> word;)
        if (std::string bare = unquoted(word); !bare.empty()) words.push_back(bare);
    return words;
}

std::string caller_of(World& world, Words& words, Caller& caller) {
    constexpr const char* form =
        "Write it like this: telnet SERVER PORT, or: telnet SERVER PORT as ACCOUNT\n";
    if (!words.empty() && base::lower_case(words[0]) == "telnet") words.erase(words.begin());
    caller = {*base::parse_ip(desk_address), "the support desk"};
    if (words.size() == 4 && base::lower_case(words[2]) == "as") {
        std::string said;
        auto account = our_mailbox(world, words[3], said);
        if (!account) return said;
        const estate::Account* named = world.estate().account(*account);
        caller = {
            named && named->client_address.valid() ? named->client_address : world.estate().client_address,
            words[3]};
        words.resize(2);
    }
    if (words.size() != 2) return form;
    std::string wrong = port_mistake(words[1]);
    return wrong.empty() ? "" : wrong + ".\n";
}

}  // namespace mailsim::teach
