#include "report/replay_text.hpp"

#include <fmt/format.h>

#include "render/teller.hpp"
#include "report/replay_json.hpp"
#include "report/text_table.hpp"

namespace mailsim::report {
namespace {

using render::Ending;
using render::length_text;

constexpr std::size_t indent = 16;  // "   300.001  A  " and what stands under it

std::string pad(std::size_t n) { return std::string(n, ' '); }

std::string seconds_text(base::Instant at) { return fmt::format("{:>9.3f}", base::seconds(at)); }

std::string node_head(const render::Scene& scene, const render::Step& step, Ink ink) {
    if (!step.node.valid())
        return "\n" +
               ink.bold(step.letter == facts::Step::compose ? "the sender's program"
                                                            : "the person's program") +
               "\n";
    const estate::Node& node = scene.node(step.node);
    std::string text = fmt::format("{}, {}", estate::name(node.role), node.name);
    if (std::string address = render::address_of(node); !address.empty()) text += " [" + address + "]";
    return "\n" + ink.bold(node.id) + "  " + wrapped(text, columns(node.id) + 2) + "\n";
}

std::string said_text(const render::Said& said, Ink ink) {
    std::string text = std::string(1, said.who) + ": " + visible(said.text);
    return pad(indent) + (said.who == 'C' || said.who == '?' ? text : ink.dim(text)) + "\n";
}

// Whether a reader wants to know: waiting, and work of a millisecond or more.
bool matters(const render::Stay& stay) {
    return stay.waited.count() > 0 || (!stay.place && stay.worked >= std::chrono::milliseconds(1));
}

std::string stay_text(const render::Stay& stay) {
    if (stay.place)
        return fmt::format("waits {} for a free process ({})", length_text(stay.waited), stay.what);
    if (stay.waited.count() == 0) return fmt::format("uses {} for {}", stay.what, length_text(stay.worked));
    std::string text = fmt::format("waits {} for {}", length_text(stay.waited), stay.what);
    return stay.worked.count() > 0 ? text + fmt::format(", then uses it for {}", length_text(stay.worked))
                                   : text;
}

std::string label(std::string_view name, const std::string& text, Ink ink) {
    constexpr std::size_t width = 10;
    return ink.dim(padded(name, width)) + wrapped(visible(text), width) + "\n";
}

std::string hop_table(const render::Scene& scene, const Ending& e) {
    if (e.hops.empty()) return "";
    std::string out = fmt::format("  {:<10} {:>12} {:>12} {:>12}  {:>5}  {}\n", "server", "arrived", "left",
                                  "stayed", "tries", "next");
    for (const render::Hop& hop : e.hops) {
        bool left = hop.left != base::never;
        out += fmt::format("  {:<10} {:>10.3f} s {:>12} {:>12}  {:>5}  {}\n", scene.node(hop.node).id,
                           base::seconds(hop.arrived),
                           left ? fmt::format("{:.3f} s", base::seconds(hop.left)) : "still there",
                           left ? length_text(hop.left - hop.arrived) : "", hop.attempts,
                           hop.next.valid() ? scene.node(hop.next).id : "");
    }
    return out;
}

std::string ending_text(const render::Scene& scene, const Ending& e, base::Instant end, Ink ink) {
    std::string word = mail::name(e.outcome);
    if (e.outcome == mail::Outcome::deferred) word = "not at its end";
    word[0] = static_cast<char>(word[0] - 'a' + 'A');
    std::string where = e.at.valid() ? " at " + scene.node(e.at).id : "";
    std::string when = e.finished != base::never
                           ? fmt::format(", {} after it was sent", length_text(e.finished - e.submitted))
                       : end != base::never ? fmt::format(" when the run ended, {} after it was sent",
                                                          length_text(end - e.submitted))
                                            : "";
    bool good = e.outcome == mail::Outcome::delivered;
    std::string head =
        (e.notification ? "the notification to " : "the message to ") + render::address_text(scene, e.to);
    if (e.became != e.to) head += ", which stands for " + render::address_text(scene, e.became);
    if (!e.made_of.null()) head += ", made of the one to " + render::address_text(scene, e.made_of);
    std::string rest = where + when + ": " + head;
    std::string first = wrapped(word + rest, 0).substr(word.size());
    std::string out = "\n" + (good ? ink.good(word) : ink.bad(word)) + first + "\n" + hop_table(scene, e);
    if (!e.reply.empty() && !good) out += label("reply", e.reply, ink);
    if (!e.rule.empty() && !good)
        out +=
            label("decided", "rule " + e.rule + (e.pointer.empty() ? "" : ", stands at " + e.pointer), ink);
    out += label("sender", "sees " + e.sender_sees, ink);
    bool nothing = e.support_sees.starts_with("nothing");
    out += label("support", (nothing ? "sees " : "sees in ") + e.support_sees, ink);
    return out + label("check", e.check_next, ink);
}

}  // namespace

std::string step_text(const render::Scene& scene, const render::Step& step, const render::Step* before,
                      Ink ink) {
    std::string out;
    if (before && before->message != step.message)
        out += "\n" + ink.dim("-- message " + std::to_string(step.message.value)) + "\n";
    if (!before || before->node != step.node || before->message != step.message)
        out += node_head(scene, step, ink);
    std::string what = wrapped(visible(step.what), indent);
    out += seconds_text(step.at) + "  " + ink.bold(std::string(1, static_cast<char>(step.letter))) +
           pad(indent - 12) + (step.stopped ? ink.bad(what) : what) + "\n";
    if (std::string why = why_text(step); !why.empty())
        out += pad(indent) + ink.dim(wrapped(why, indent)) + "\n";
    for (const render::Said& said : step.lines) out += said_text(said, ink);
    for (const render::Stay& stay : step.stays)
        if (matters(stay)) out += pad(indent) + ink.dim(wrapped(stay_text(stay), indent)) + "\n";
    return out;
}

std::string endings_text(const render::Scene& scene, const std::vector<Ending>& endings, base::Instant end,
                         Ink ink) {
    std::string out;
    for (const Ending& e : endings) out += ending_text(scene, e, end, ink);
    return out;
}

}  // namespace mailsim::report
