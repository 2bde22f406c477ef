#include "render/views.hpp"

#include <fmt/format.h>

#include "render/assemble.hpp"

namespace mailsim::render {
namespace {

struct Collected : Lines {
    explicit Collected(base::NodeId its_node) : node(its_node) {}
    void write(base::NodeId at, const std::string& line) override {
        if (!node.valid() || node == at) lines.push_back({at, line, message, recipient});
    }
    base::NodeId node;
    base::MessageId message;  // that is written of now
    base::RecipientId recipient;
    std::vector<LogLine> lines;
};

struct Nobody : Listener {
    void take(const Event&) override {}
};

// Events up to an instant only.
struct Until : Listener {
    Until(Listener& its_to, Collected& its_lines, base::Instant its_end)
        : to(its_to), lines(its_lines), end(its_end) {}
    void take(const Event& event) override {
        if (end != base::never && event.at > end) return;
        lines.message = event.letter->message.id;
        lines.recipient = event.recipient;
        to.take(event);
    }
    Listener& to;
    Collected& lines;
    base::Instant end;
};

}  // namespace

std::vector<LogLine> log_of(const Scene& scene, const Record& record, std::string_view dialect,
                            base::NodeId node, base::Instant until) {
    Collected lines(node);
    std::unique_ptr<Listener> writer = find_log_dialect(dialect)->make(scene, lines);
    Until cut(*writer, lines, until);
    Assembler assembler(scene, record.letters, cut);
    for (const facts::Fact& fact : record.facts) assembler.take(fact);
    assembler.finish();
    return std::move(lines.lines);
}

std::vector<Care> queue_at(const Scene& scene, const Record& record, base::NodeId node, base::Instant at) {
    Nobody nobody;
    Assembler assembler(scene, record.letters, nobody);
    for (const facts::Fact& fact : record.facts)
        if (fact.at <= at) assembler.take(fact);
    assembler.finish();
    std::vector<Care> out;
    for (const Care* care : assembler.queue_of(node)) out.push_back(*care);
    return out;
}

std::string why_waiting(const Care::Waiting& w) {
    if (w.code == 0) return w.reason;
    std::string enhanced = mail::to_string(mail::unpack_enhanced(w.enhanced));
    std::string answer = fmt::format("{} {}{}{}", w.code, enhanced, enhanced.empty() ? "" : " ", w.reason);
    if (w.host.empty()) return answer;
    std::string host = w.host.substr(0, w.host.rfind(':')), where = smtp::in_reply_to(w.point);
    if (w.point == smtp::Point::greeting || w.point == smtp::Point::helo)
        return fmt::format("host {} refused to talk to me: {}", host, answer);
    return fmt::format("host {} said: {}{}", host, answer,
                       where.empty() ? "" : fmt::format(" (in reply to {})", where));
}

}  // namespace mailsim::render
