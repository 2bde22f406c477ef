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

// What became of one recipient.
struct Fate {
    base::RecipientId recipient;
    std::uint16_t code = 0, enhanced = 0;
    std::string host, text;  // who said it, what
    const char* action = "failed";
};
struct Report {
    mail::Told told = mail::Told::failed;
    base::Instant arrived;
    std::vector<Fate> fates;
};

// What a server had to tell of each recipient when it wrote its notification.
struct Reports : Listener {
    explicit Reports(const Scene& its_scene) : scene(its_scene) {}
    void take(const Event& e) override {
        if (e.what == Event::What::tried) tried(e);
        bool given_up =
            (e.what == Event::What::tried && e.status == Status::bounced) || e.what == Event::What::expired;
        if (given_up) failed[e.letter->message.id.value].push_back(last[e.recipient.value]);
        if (e.what == Event::What::notified) reports[e.other_care->message.value] = report(e);
    }
    void tried(const Event& e) {
        Fate fate{e.recipient, e.code, e.enhanced, e.host, e.text, "failed"};
        if (e.status != Status::sent) return void(last[e.recipient.value] = fate);
        fate.action = e.local ? "delivered" : "relayed";
        // A next server that knows the extension tells of it itself.
        if (e.local || !e.peer.valid() || !scene.node(e.peer).dsn)
            taken[{e.node.value, e.letter->message.id.value}].push_back(fate);
    }
    Report report(const Event& e) {
        std::uint32_t message = e.letter->message.id.value;
        Report out{e.told, e.care->arrived, {}};
        if (e.told == mail::Told::failed) out.fates = std::exchange(failed[message], {});
        if (e.told == mail::Told::taken) out.fates = std::exchange(taken[{e.node.value, message}], {});
        if (e.told == mail::Told::delayed)
            for (const Care::Waiting& w : e.care->waiting) {
                Fate fate = last[w.recipient.value];
                fate.recipient = w.recipient;
                fate.action = "delayed";
                if (fate.text.empty()) fate.text = w.reason;
                out.fates.push_back(std::move(fate));
            }
        return out;
    }
    const Scene& scene;
    std::map<std::uint32_t, Fate> last;
    std::map<std::uint32_t, std::vector<Fate>> failed;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Fate>> taken;
    std::map<std::uint32_t, Report> reports;
};

struct Words {
    const char *subject, *opening, *part;
};
constexpr Words words_of(mail::Told told) {
    switch (told) {
        case mail::Told::delayed:
            return {"Delayed Mail (still being retried)",
                    "This is only a warning: the message below still waits, and is tried again. There is no "
                    "need\nto send it once more.",
                    "Delayed Message"};
        case mail::Told::taken:
            return {"Successful Mail Delivery Report",
                    "Your message has reached the mailbox, or the next server, of the recipients below.",
                    "Message"};
        default:
            return {"Undelivered Mail Returned to Sender",
                    "Your message could not be delivered to one or more recipients. It is attached below.\n"
                    "For help, write to postmaster and include this report.",
                    "Undelivered Message"};
    }
}

std::string diagnostic(const Fate& f) {
    std::string enhanced = mail::to_string(mail::unpack_enhanced(f.enhanced));
    return f.code ? fmt::format("{} {}{}{}", f.code, enhanced, enhanced.empty() ? "" : " ", f.text) : f.text;
}

std::string host_name(const std::string& host) { return host.substr(0, host.find('[')); }

// One recipient, for people and for programs.
void tell(const View& view, const Letter& letter, const Fate& f, std::string& text, std::string& status) {
    const estate::Estate& estate = view.scene.estate;
    const Letter* original = view.record.letter(letter.about);
    std::string to, named;
    if (original) {
        to = estate.book.text(original->recipient(f.recipient, letter.maker, letter.message.submitted));
        named = estate.book.text(original->recipient(original->origin(f.recipient, base::Instant{})));
    }
    mail::Enhanced code = mail::unpack_enhanced(f.enhanced);
    if (!code.present()) code = {static_cast<std::uint8_t>(f.code >= 400 ? f.code / 100 : 5), 0, 0};
    if (std::string_view(f.action) == "delayed") code.class_ = 4;
    bool said = f.code && !f.host.empty();
    text += said ? fmt::format("<{}>: host {} said:\n    {}\n\n", to, f.host.substr(0, f.host.rfind(':')),
                               diagnostic(f))
                 : fmt::format("<{}>: {}\n\n", to, diagnostic(f));
    status +=
        fmt::format("\nFinal-Recipient: rfc822; {}\nOriginal-Recipient: rfc822;{}\nAction: {}\nStatus: {}\n",
                    to, named, f.action, mail::to_string(code));
    if (said) status += fmt::format("Remote-MTA: dns; {}\n", host_name(f.host));
    status += fmt::format("Diagnostic-Code: {}; {}\n", f.code ? "smtp" : "X-Postfix", diagnostic(f));
}

// The message that it is about: whole when the report is as large as that, else its header.
std::string returned(const View& view, const Letter& letter, const Letter& original,
                     base::RecipientId recipient, const char* part) {
    View until = view;
    until.at = letter.message.submitted;
    until.address = {};
    std::string header = header_of(until, original, recipient) + "Subject: A message from mailsim\n";
    bool whole = letter.message.size >= original.message.size;
    return fmt::format("Content-Description: {}{}\nContent-Type: {}\n\n{}{}", part, whole ? "" : " Headers",
                       whole ? "message/rfc822" : "text/rfc822-headers", header,
                       whole ? "\n" + body_of(original, header + "\n") : "");
}

std::string written(const View& view, const Letter& letter, const Report& report) {
    Clock clock(view.scene.start_of_week);
    const std::string& node = view.scene.node(letter.maker).name;
    const Words words = words_of(report.told);
    const Letter* original = view.record.letter(letter.about);
    std::string boundary =
        fmt::format("{}/{}", postfix_id(clock, letter.message.submitted, letter.message.id), node);
    std::string text = fmt::format("This is the mail system at host {}.\n\n{}\n\n", node, words.opening);
    std::string status =
        fmt::format("Reporting-MTA: dns; {}\nArrival-Date: {}\n", node, clock.mail_date(report.arrived));
    for (const Fate& fate : report.fates) tell(view, letter, fate, text, status);
    std::string out = header_of(view, letter) +
                      fmt::format(
                          "Subject: {}\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
                          "Content-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"{}"
                          "\"\n\nThis is a MIME-encapsulated message.\n\n",
                          words.subject, boundary);
    out += fmt::format(
        "--{0}\nContent-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\n"
        "{1}--{0}\nContent-Description: Delivery report\nContent-Type: "
        "message/delivery-status\n\n{2}\n--{0}\n",
        boundary, text, status);
    base::RecipientId first = report.fates.empty() ? base::RecipientId{} : report.fates.front().recipient;
    if (original) out += returned(view, letter, *original, first, words.part);
    return out + fmt::format("\n--{}--\n", boundary);
}

// Other providers have no log here: that mail is in a mailbox of theirs is known by its end.
bool told_by_peer(const View& view, const Letter& letter, Report& report) {
    const Letter* original = view.record.letter(letter.about);
    if (!original || mail::told_by(letter.message, original->message) != mail::Told::taken) return false;
    report = {mail::Told::taken, original->message.submitted, {}};
    for (const facts::Fact& f : view.record.facts)
        if (f.kind == facts::Kind::delivered && f.message == letter.about && f.node == letter.maker &&
            f.at <= letter.message.submitted)
            report.fates.push_back(
                {f.recipient, 0, mail::pack({2, 0, 0}), "", "delivered to mailbox", "delivered"});
    return !report.fates.empty();
}

}  // namespace

std::string dsn(const View& view) {
    Reports reports(view.scene);
    Assembler assembler(view.scene, view.record.letters, reports);
    for (const facts::Fact& fact : view.record.facts) assembler.take(fact);
    assembler.finish();
    std::string out;
    for (base::MessageId id : view.record.messages) {
        const Letter& letter = *view.record.letter(id);
        if (!letter.about.valid()) continue;
        Report by_peer;
        auto known = reports.reports.find(id.value);
        const Report* report = known != reports.reports.end() ? &known->second : nullptr;
        if (!report && told_by_peer(view, letter, by_peer)) report = &by_peer;
        if (!report) continue;  // an automatic answer of another kind
        if (!out.empty()) out += "\n";
        out += written(view, letter, *report);
    }
    return out;
}

}  // namespace mailsim::render
