// Commands that show folders: LIST, LSUB, NAMESPACE (RFC 3501 6.3.8, 6.3.9; RFC 2342; special uses: RFC
// 6154).
#include <fmt/format.h>

#include <map>

#include "imap/commands.hpp"
#include "imap/format.hpp"

namespace mailsim::imap {
namespace {

constexpr std::string_view uses[] = {"", "\\Sent", "\\Drafts", "\\Trash", "\\Junk"};

// '*' stands for anything, '%' for anything without a separator. Two marks to come back to suffice, one for
// each kind of wildcard, so that the time is bounded by the product of the lengths.
bool fits(std::string_view pattern, std::string_view name) {
    std::size_t p = 0, n = 0;
    std::size_t star = std::string_view::npos, star_at = 0, level = std::string_view::npos, level_at = 0;
    for (;;) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = ++p, star_at = n, level = std::string_view::npos;
        } else if (p < pattern.size() && pattern[p] == '%') {
            level = ++p, level_at = n;
        } else if (n < name.size() && p < pattern.size() && pattern[p] == name[n]) {
            ++p, ++n;
        } else if (n == name.size() && p == pattern.size()) {
            return true;
        } else if (level != std::string_view::npos && level_at < name.size() &&
                   name[level_at] != mailbox::separator) {
            n = ++level_at, p = level;
        } else if (star != std::string_view::npos && star_at < name.size()) {
            n = ++star_at, p = star, level = std::string_view::npos;
        } else {
            return false;
        }
    }
}

struct Shown {
    bool selectable = false, below = false;  // below: a folder on a deeper level is there
    mailbox::SpecialUse use = mailbox::SpecialUse::none;
};
using ShownFolders = std::map<std::string, Shown, std::less<>>;

void add(ShownFolders& shown, const std::string& name, mailbox::SpecialUse use) {
    shown[name].selectable = true;
    shown[name].use = use;
    for (std::size_t at = name.rfind(mailbox::separator); at != std::string::npos && at > 0;
         at = name.rfind(mailbox::separator, at - 1))
        shown[name.substr(0, at)].below = true;
}

std::string use_of(const Shown& folder) { return std::string(uses[static_cast<int>(folder.use)]); }

std::string attributes(const Shown& folder) {
    std::string text = folder.selectable ? "" : "\\Noselect ";
    text += folder.below ? "\\HasChildren" : "\\HasNoChildren";
    return folder.use == mailbox::SpecialUse::none ? text : text + " " + use_of(folder);
}

std::string line(std::string_view word, std::string_view attributes, std::string_view name) {
    return fmt::format("* {} ({}) \"{}\" {}", word, attributes, mailbox::separator, mailbox_name(name));
}

// Reference and pattern as one pattern, INBOX in capitals. Capped: no folder's name is longer. An empty
// pattern asks for the separator, whatever the reference (RFC 3501 6.3.8).
std::string read_pattern(Parser& parser) {
    if (parser.at_end()) parser.fail("Invalid reference");
    std::string reference = parser.astring();
    if (parser.at_end()) parser.fail("Invalid pattern");
    parser.space();
    std::string pattern = parser.list_mailbox();
    return pattern.empty() ? "" : mailbox::canonical_name(reference + pattern).substr(0, 1000);
}

// INBOX is INBOX in any case.
bool chosen(const std::string& pattern, std::string_view name) {
    return fits(pattern, name) || (name == "INBOX" && fits(upper_case(pattern), name));
}

}  // namespace

Result do_list(Session& session, Parser& parser) {
    bool only_special = parser.take_word("(SPECIAL-USE) ");
    std::string pattern = read_pattern(parser);
    bool only_uses = only_special || parser.take_word(" RETURN (SPECIAL-USE)");
    parser.end();
    if (parser.failed()) return bad(parser.mistake());
    if (pattern.empty()) {  // asks for the separator
        session.say("* LIST (\\Noselect) \".\" \"\"");
        return ok("List completed");
    }
    ShownFolders shown;
    for (const mailbox::Folder* folder : session.account->folders())
        add(shown, folder->row.name, folder->row.use);
    for (const auto& [name, folder] : shown) {
        if (only_special && folder.use == mailbox::SpecialUse::none) continue;
        if (!chosen(pattern, name) || (only_uses && !folder.selectable)) continue;
        session.say(line("LIST", only_uses ? use_of(folder) : attributes(folder), name));
    }
    return ok("List completed");
}

Result do_lsub(Session& session, Parser& parser) {
    std::string pattern = read_pattern(parser);
    parser.end();
    if (parser.failed()) return bad(parser.mistake());
    ShownFolders shown;
    for (const std::string& name : session.account->subscriptions()) {
        const mailbox::Folder* folder = session.account->find(name);
        add(shown, name, folder ? folder->row.use : mailbox::SpecialUse::none);
    }
    for (const auto& [name, folder] : shown) {
        // A parent that is not subscribed itself shows only where '%' hides what is below (RFC 3501 6.3.9).
        if (!folder.selectable && pattern.find('%') == std::string::npos) continue;
        if (chosen(pattern, name))
            session.say(
                line("LSUB", folder.selectable ? uses[static_cast<int>(folder.use)] : "\\Noselect", name));
    }
    return ok("Lsub completed");
}

Result do_namespace(Session& session, Parser&) {
    session.say("* NAMESPACE ((\"\" \".\")) NIL NIL");
    return ok("Namespace completed");
}

}  // namespace mailsim::imap
