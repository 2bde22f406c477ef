#include "lab/made.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/names.hpp"
#include "decide/redirect.hpp"
#include "lab/postmaster.hpp"
#include "lab/text.hpp"
#include "mail/mime.hpp"

namespace mailsim::lab {
namespace {

decide::Transaction transaction_of(const Letter& letter, mail::Address recipient) {
    decide::Transaction t;
    t.sender = letter.sender;
    t.recipient = recipient;
    t.key = letter.key;
    t.hops = letter.hops;
    t.size = {static_cast<std::int64_t>(letter.content->size())};
    return t;
}

std::shared_ptr<Letter> empty_copy(Site& site, const Letter& of) {
    auto copy = std::make_shared<Letter>(of);
    copy->id = site.new_id();
    copy->row = 0;
    copy->to.clear();
    return copy;
}

// The letter among these that goes out under this sender.
Letter& under(Site& site, std::vector<std::shared_ptr<Letter>>& letters, mail::Address sender) {
    for (auto& letter : letters)
        if (letter->sender == sender) return *letter;
    letters.push_back(empty_copy(site, *letters.front()));
    letters.back()->sender = sender;
    letters.back()->sender_text = site.estate.book.text(sender);
    return *letters.back();
}

void add(Letter& letter, const Addressee& to) {
    bool there = std::any_of(letter.to.begin(), letter.to.end(),
                             [&](const Addressee& one) { return one.address == to.address; });
    if (!there) letter.to.push_back(to);
}

std::shared_ptr<Letter> archive_copy(Site& site, const Letter& of, mail::Address to) {
    auto copy = empty_copy(site, of);
    copy->to.push_back({to, site.estate.book.text(to), "", smtp::notify_never});
    return copy;
}

}  // namespace

std::vector<std::shared_ptr<Letter>> redirected(Site& site, Node& node, const std::shared_ptr<Letter>& letter,
                                                bool received) {
    std::vector<std::shared_ptr<Letter>> letters{std::make_shared<Letter>(*letter)}, archived;
    letters.front()->to.clear();
    const std::vector<Addressee>& to = letter->to;
    std::vector<mail::Address> recipients;
    for (const Addressee& one : to)
        if (!is_postmaster(one.text)) recipients.push_back(one.address);
    if (received)
        decide::archive(site.view(node), node.id, transaction_of(*letter, {}), recipients,
                        [&](const auto&, mail::Address where) {
                            archived.push_back(archive_copy(site, *letter, where));
                        });
    std::vector<decide::Destined> destined;
    for (const Addressee& one : to) {
        if (is_postmaster(one.text) ||
            !decide::redirect(site.view(node), node.id, transaction_of(*letter, one.address), destined)) {
            add(*letters.front(), one);
            continue;
        }
        for (const decide::Destined& next : destined) {
            std::string text = next.by ? site.estate.book.text(next.recipient) : one.text;
            std::string original = one.orcpt.empty() ? "rfc822;" + to_xtext(one.text) : one.orcpt;
            add(under(site, letters, next.sender),
                {next.recipient, text, next.by ? original : one.orcpt, one.notify});
            if (next.by)
                site.log.line(node.estate.id, "cleanup",
                              fmt::format("{}: to=<{}>, orig_to=<{}>, rule={} {}", letter->id, text, one.text,
                                          next.by->rule->name, next.by->setting->pointer));
        }
    }
    std::erase_if(letters, [](const auto& one) { return one->to.empty(); });
    for (auto& copy : archived)
        for (auto& further : redirected(site, node, copy, false)) letters.push_back(further);
    return letters;
}

std::shared_ptr<Letter> automatic_answer(Site& site, Node& node, const Letter& letter, const Addressee& to) {
    if (site.policies.responding(node.id).empty()) return nullptr;
    decide::Transaction t = transaction_of(letter, to.address);
    t.automatic = is_automatic(*letter.content);
    tables::Changes changes;
    if (!decide::responder(site.view(node), node.id, t, changes)) return nullptr;
    node.tables.apply(changes.all(), site.memory_now());
    site.keeper.remember(node.estate.id, changes.all(), site.memory_now());
    auto answer = std::make_shared<Letter>();
    answer->id = site.new_id();
    answer->key = base::mix(letter.key ^ to.address.key());
    answer->at = node.id;
    answer->at_name = node.estate.id;
    answer->eight_bit = letter.eight_bit;
    answer->smtputf8 = letter.smtputf8;
    answer->to.push_back({letter.sender, letter.sender_text, "", smtp::notify_never});
    answer->content = std::make_shared<const std::string>(
        answer_text(*letter.content, to.text, letter.sender_text, node.estate.name, answer->id));
    site.log.line(node.estate.id, "vacation",
                  fmt::format("{}: answer to <{}>: {}", letter.id, letter.sender_text, answer->id));
    return answer;
}

}  // namespace mailsim::lab
