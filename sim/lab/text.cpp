#include "lab/text.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/names.hpp"
#include "mail/mime.hpp"

namespace mailsim::lab {
namespace {

constexpr std::size_t most_returned = 50'000;  // Postfix bounce_size_limit

// Each line of a report's fields must stay one line.
std::string one_line(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return out;
}

// "+2B" is "+" (RFC 3461 4).
std::string from_xtext(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned code = 0;
        bool coded =
            text[i] == '+' && i + 2 < text.size() &&
            std::from_chars(text.data() + i + 1, text.data() + i + 3, code, 16).ptr == text.data() + i + 3;
        out += coded ? static_cast<char>(code) : text[i];
        if (coded) i += 2;
    }
    return out;
}

std::string fields_of(const Reported& copy) {
    std::string out = fmt::format("Final-Recipient: rfc822; {}\r\n", one_line(copy.to->text));
    if (!copy.to->orcpt.empty())
        out += fmt::format("Original-Recipient: {}\r\n", one_line(from_xtext(copy.to->orcpt)));
    mail::Enhanced code = copy.told.enhanced;
    if (!code.present())
        code = {static_cast<std::uint8_t>(copy.action == "failed"    ? 5
                                          : copy.action == "delayed" ? 4
                                                                     : 2),
                0, 0};
    out += fmt::format("Action: {}\r\nStatus: {}\r\n", copy.action, mail::to_string(code));
    if (!copy.told.by.empty() && copy.told.code) {
        std::string host = copy.told.by.substr(0, copy.told.by.find('['));
        out += fmt::format("Remote-MTA: dns; {}\r\nDiagnostic-Code: smtp; {} {} {}\r\n", host, copy.told.code,
                           mail::to_string(copy.told.enhanced), one_line(copy.told.text));
    } else {
        out += fmt::format("Diagnostic-Code: X-Mailsim; {}\r\n", one_line(copy.told.text));
    }
    return out;
}

// The words around a notification, after Postfix's templates (bounce(5)).
struct Words {
    const char *subject, *opening, *part;
};
Words words_for(std::string_view action) {
    if (action == "failed")
        return {"Undelivered Mail Returned to Sender",
                "I'm sorry to have to inform you that your message could not\r\n"
                "be delivered to one or more recipients. It's attached below.\r\n\r\n",
                "Undelivered Message"};
    if (action == "delayed")
        return {"Delayed Mail (still being retried)",
                "####################################################################\r\n"
                "# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\r\n"
                "####################################################################\r\n\r\n"
                "Your message could not be delivered yet.\r\n"
                "It will be retried until it is too old.\r\n\r\n",
                "Delayed Message"};
    return {"Successful Mail Delivery Report",
            "Your message was successfully delivered to the destination(s)\r\n"
            "listed below. If the message was delivered to mailbox you will\r\n"
            "receive no further notifications. Otherwise you may still receive\r\n"
            "notifications of mail delivery errors from other systems.\r\n\r\n",
            "Message"};
}

std::string text_for(const Notice& notice, const Words& words) {
    std::string out = fmt::format("This is the mail system at host {}.\r\n\r\n{}", notice.by, words.opening);
    for (const Reported& copy : notice.copies)
        out += fmt::format("<{}>: {}\r\n\r\n", one_line(copy.to->text), one_line(to_string(copy.told)));
    return out;
}

}  // namespace

std::string to_string(const Told& told) {
    std::string words;
    if (told.code) words += fmt::format("{} ", told.code);
    if (told.enhanced.present() && told.code) words += mail::to_string(told.enhanced) + " ";
    words += told.text;
    if (told.by.empty() || !told.code) return words;
    return fmt::format("host {} said: {} (in reply to {})", told.by, words, smtp::in_reply_to(told.at));
}

std::string mail_date(std::time_t at) {
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm t{};
    gmtime_r(&at, &t);
    return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", days[t.tm_wday], t.tm_mday, months[t.tm_mon],
                       t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

std::string received_line(const Passage& p) {
    std::string out =
        fmt::format("Received: from {} ({} [{}])\r\n", one_line(p.helo.empty() ? "unknown" : p.helo),
                    p.client_name.empty() ? "unknown" : p.client_name, p.client_address);
    if (!p.tls.empty()) out += fmt::format("\t(using {})\r\n", p.tls);
    out += fmt::format("\tby {} (mailsim) with {} id {}", p.by, p.protocol, p.id);
    if (!p.recipient.empty()) out += fmt::format("\r\n\tfor <{}>", one_line(p.recipient));
    return out + "; " + mail_date(std::time(nullptr)) + "\r\n";
}

std::string_view missing_blank_line(std::string_view content) {
    std::string_view line = content.substr(0, content.find('\n'));
    std::string_view name = line.substr(0, line.find(':'));
    bool header =
        name.size() < line.size() && !name.empty() && name.find_first_of(" \t\r") == std::string_view::npos;
    bool blank = line.empty() || line == "\r" || content.empty();
    return header || blank ? "" : "\r\n";
}

int count_received(std::string_view content) {
    int count = 0;
    for (const mail::HeaderField& field : mail::header_fields(content.substr(0, mail::header_size(content))))
        count += base::lower_case(field.name) == "received";
    return count;
}

std::int64_t size_in_lines(std::string_view content) {
    std::int64_t size = 0;
    while (!content.empty()) {
        std::size_t end = std::min(content.find('\n'), content.size());
        std::string_view line = content.substr(0, end);
        bool whole = end < content.size();
        if (whole && line.ends_with('\r')) line.remove_suffix(1);
        size += static_cast<std::int64_t>(line.size()) + 2;
        content.remove_prefix(end + (whole ? 1 : 0));
    }
    return size;
}

std::string with_domain(std::string_view local, std::string_view home) {
    std::size_t bang = local.find('!'), percent = local.rfind('%');
    bool quoted = local.starts_with('"');
    if (!quoted && bang != std::string_view::npos && bang > 0 && bang + 1 < local.size())
        return fmt::format("{}@{}", local.substr(bang + 1), local.substr(0, bang));
    if (!quoted && percent != std::string_view::npos && percent > 0 && percent + 1 < local.size())
        return fmt::format("{}@{}", local.substr(0, percent), local.substr(percent + 1));
    return fmt::format("{}@{}", local, home);
}

bool is_test_spam(std::string_view content) {
    return content.find("XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X") !=
           std::string_view::npos;
}

bool is_automatic(std::string_view content) {
    auto fields = mail::header_fields(content.substr(0, mail::header_size(content)));
    for (const mail::HeaderField& field : fields) {
        std::string name = base::lower_case(field.name), body = base::lower_case(mail::unfold(field.body));
        if (name == "auto-submitted" && !body.starts_with("no")) return true;
        if (name == "list-id" || name == "list-unsubscribe" || name == "list-post") return true;
        if (name == "precedence" && (body == "bulk" || body == "list" || body == "junk")) return true;
    }
    return false;
}

std::string answer_text(std::string_view content, const std::string& mailbox, const std::string& sender,
                        const std::string& host, const std::string& id) {
    auto fields = mail::header_fields(content.substr(0, mail::header_size(content)));
    const mail::HeaderField* subject = mail::find_field(fields, "subject");
    const mail::HeaderField* answered = mail::find_field(fields, "message-id");
    std::string out = fmt::format(
        "From: {}\r\nTo: {}\r\nSubject: Auto: {}\r\nDate: {}\r\nMessage-Id: <{}@{}>\r\n", one_line(mailbox),
        one_line(sender), subject ? one_line(mail::unfold(subject->body)) : "(no subject)",
        mail_date(std::time(nullptr)), id, host);
    if (answered) {
        std::string about = one_line(mail::unfold(answered->body));
        out += fmt::format("In-Reply-To: {0}\r\nReferences: {0}\r\n", about);
    }
    return out + fmt::format(
                     "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
                     "charset=us-ascii\r\n\r\nThe owner of {} is away. Your message is in the mailbox.\r\n",
                     one_line(mailbox));
}

std::string to_xtext(std::string_view text) {
    std::string out;
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7f && c != '+' && c != '=')
            out += c;
        else
            out += fmt::format("+{:02X}", byte);
    }
    return out;
}

std::string notification(const Notice& notice) {
    const Letter& letter = notice.letter;
    std::string_view action = notice.copies.front().action;
    Words words = words_for(action);
    std::string boundary = fmt::format("{}.{}/{}", notice.id, letter.id, one_line(notice.by));
    std::string out = fmt::format(
        "From: MAILER-DAEMON@{} (Mail Delivery System)\r\nSubject: {}\r\nTo: {}\r\nAuto-Submitted: "
        "auto-replied\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; "
        "report-type=delivery-status;\r\n\tboundary=\"{}\"\r\n"
        "Date: {}\r\nMessage-Id: <{}@{}>\r\n\r\nThis is a MIME-encapsulated message.\r\n\r\n",
        notice.by, words.subject, one_line(letter.sender_text), boundary, mail_date(std::time(nullptr)),
        notice.id, notice.by);
    out += fmt::format(
        "--{}\r\nContent-Description: Notification\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n{}",
        boundary, text_for(notice, words));
    out += fmt::format(
        "--{}\r\nContent-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; {}\r\n",
        boundary, notice.by);
    if (!letter.envid.empty())
        out += fmt::format("Original-Envelope-Id: {}\r\n", one_line(from_xtext(letter.envid)));
    if (notice.arrival) out += fmt::format("Arrival-Date: {}\r\n", mail_date(notice.arrival));
    for (const Reported& copy : notice.copies) {
        out += "\r\n" + fields_of(copy);
        if (copy.action == "delayed" && notice.retry_until)
            out += fmt::format("Will-Retry-Until: {}\r\n", mail_date(notice.retry_until));
    }
    std::string_view content = *letter.content;
    bool whole = action == "failed" && letter.ret != smtp::Ret::headers && content.size() <= most_returned;
    std::string_view part =
        whole ? content : content.substr(0, std::min(mail::header_size(content), most_returned));
    out += fmt::format("\r\n--{}\r\nContent-Description: {}{}\r\nContent-Type: {}\r\n{}\r\n", boundary,
                       words.part, whole ? "" : " Headers", whole ? "message/rfc822" : "text/rfc822-headers",
                       letter.eight_bit ? "Content-Transfer-Encoding: 8bit\r\n" : "");
    out += part;
    if (!out.ends_with("\r\n")) out += "\r\n";
    return out + fmt::format("\r\n--{}--\r\n", boundary);
}

}  // namespace mailsim::lab
