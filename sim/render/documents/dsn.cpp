// Notifications as messages: multipart/report with what a person reads, what a program reads, and the header
// of the message that came back (RFC 3462, RFC 3464). The words of the first part are Postfix's in kind.
#include <fmt/format.h>

#include <map>

#include "render/assemble.hpp"
#include "render/document.hpp"
#include "render/documents/letter.hpp"
#include "render/ids.hpp"

namespace mailsim::render {
namespace {

struct Failed {
    base::RecipientId recipient;
    std::uint16_t code = 0, enhanced = 0;
    std::string host, text;  // who said it, what
    bool local = false;
};

// What went wrong with each recipient until its notification was written.
struct Failures : Listener {
    void take(const Event& e) override {
        if (e.what == Event::What::tried && e.status != Status::sent)
            last[e.recipient.value] = {e.recipient, e.code, e.enhanced, e.host, e.text, e.local};
        bool given_up =
            (e.what == Event::What::tried && e.status == Status::bounced) || e.what == Event::What::expired;
        if (given_up) failed[e.letter->message.id.value].push_back(last[e.recipient.value]);
        if (e.what == Event::What::notified) {
            reports[e.other_care->message.value] = std::exchange(failed[e.letter->message.id.value], {});
            arrived[e.other_care->message.value] = e.care->arrived;
        }
    }
    std::map<std::uint32_t, Failed> last;
    std::map<std::uint32_t, std::vector<Failed>> failed, reports;
    std::map<std::uint32_t, base::Instant> arrived;
};

std::string diagnostic(const Failed& f) {
    std::string enhanced = mail::to_string(mail::unpack_enhanced(f.enhanced));
    return f.code ? fmt::format("{} {}{}{}", f.code, enhanced, enhanced.empty() ? "" : " ", f.text) : f.text;
}

std::string host_name(const std::string& host) { return host.substr(0, host.find('[')); }

std::string report(const View& view, const Letter& letter, const std::vector<Failed>& failed,
                   base::Instant arrived) {
    const estate::Estate& estate = view.scene.estate;
    Clock clock(view.scene.start_of_week);
    const std::string& node = view.scene.node(letter.maker).name;
    const Letter* original = view.record.letter(letter.about);
    std::string boundary =
        fmt::format("{}/{}", postfix_id(clock, letter.message.submitted, letter.message.id), node);
    std::string out =
        header_of(view, letter) +
        fmt::format(
            "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
            "Content-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"{}\"\n\n"
            "This is a MIME-encapsulated message.\n\n--{}\nContent-Description: Notification\n"
            "Content-Type: text/plain; charset=us-ascii\n\n",
            boundary, boundary);
    out += fmt::format(
        "This is the mail system at host {}.\n\nYour message could not be delivered to one or more "
        "recipients.\n"
        "It is attached below. For help, write to postmaster and include this report.\n\n",
        node);
    std::string status = fmt::format(
        "--{}\nContent-Description: Delivery report\nContent-Type: message/delivery-status\n\nReporting-MTA: "
        "dns; {}\n"
        "Arrival-Date: {}\n",
        boundary, node, clock.mail_date(arrived));
    for (const Failed& f : failed) {
        std::string to, named;
        if (original) {
            to = estate.book.text(original->recipient(f.recipient, letter.maker, letter.message.submitted));
            named = estate.book.text(original->recipient(original->origin(f.recipient, base::Instant{})));
        }
        mail::Enhanced code = mail::unpack_enhanced(f.enhanced);
        if (!code.present()) code = {static_cast<std::uint8_t>(f.code >= 400 ? f.code / 100 : 5), 0, 0};
        out += f.code && !f.host.empty() ? fmt::format("<{}>: host {} said:\n    {}\n\n", to,
                                                       f.host.substr(0, f.host.rfind(':')), diagnostic(f))
                                         : fmt::format("<{}>: {}\n\n", to, diagnostic(f));
        status += fmt::format(
            "\nFinal-Recipient: rfc822; {}\nOriginal-Recipient: rfc822;{}\nAction: failed\nStatus: {}\n", to,
            named, mail::to_string(code));
        if (f.code && !f.host.empty()) status += fmt::format("Remote-MTA: dns; {}\n", host_name(f.host));
        status += fmt::format("Diagnostic-Code: {}; {}\n", f.code ? "smtp" : "X-Postfix", diagnostic(f));
    }
    out +=
        status +
        fmt::format(
            "\n--{}\nContent-Description: Undelivered Message Headers\nContent-Type: text/rfc822-headers\n\n",
            boundary);
    View until = view;
    until.at = letter.message.submitted;
    until.address = {};
    base::RecipientId first = failed.empty() ? base::RecipientId{} : failed.front().recipient;
    if (original) out += header_of(until, *original, first) + "Subject: A message from mailsim\n";
    return out + fmt::format("\n--{}--\n", boundary);
}

}  // namespace

std::string dsn(const View& view) {
    Failures failures;
    Assembler assembler(view.scene, view.record.letters, failures);
    for (const facts::Fact& fact : view.record.facts) assembler.take(fact);
    assembler.finish();
    std::string out;
    for (base::MessageId id : view.record.messages) {
        const Letter& letter = *view.record.letter(id);
        if (!letter.about.valid()) continue;
        if (!out.empty()) out += "\n";
        out += report(view, letter, failures.reports[id.value], failures.arrived[id.value]);
    }
    return out;
}

}  // namespace mailsim::render
