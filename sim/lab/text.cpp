#include "lab/text.hpp"

#include <fmt/format.h>

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

std::string fields_of(const Failed& copy, std::string_view action) {
    std::string out = fmt::format("Final-Recipient: rfc822; {}\r\n", one_line(copy.to->text));
    if (!copy.to->orcpt.empty()) out += fmt::format("Original-Recipient: {}\r\n", one_line(copy.to->orcpt));
    bool good = action != "failed";
    mail::Enhanced code = copy.told.enhanced;
    if (!code.present()) code = {static_cast<std::uint8_t>(good ? 2 : 5), 0, 0};
    out += fmt::format("Action: {}\r\nStatus: {}\r\n", action, mail::to_string(code));
    if (!copy.told.by.empty() && copy.told.code) {
        std::string host = copy.told.by.substr(0, copy.told.by.find('['));
        out += fmt::format("Remote-MTA: dns; {}\r\nDiagnostic-Code: smtp; {} {} {}\r\n", host, copy.told.code,
                           mail::to_string(copy.told.enhanced), one_line(copy.told.text));
    } else {
        out += fmt::format("Diagnostic-Code: X-Mailsim; {}\r\n", one_line(copy.told.text));
    }
    return out + "\r\n";
}

std::string words_for(const Letter& letter, const std::vector<Failed>& copies, std::string_view action,
                      const std::string& by) {
    std::string out = fmt::format("This is the mail system at host {}.\r\n\r\n", by);
    out += action == "failed"
               ? "I'm sorry to have to inform you that your message could not\r\n"
                 "be delivered to one or more recipients. It's attached below.\r\n\r\n"
               : "Your message was successfully delivered to the destination(s)\r\nlisted below.\r\n\r\n";
    for (const Failed& copy : copies)
        out += fmt::format("<{}>: {}\r\n\r\n", one_line(copy.to->text), one_line(to_string(copy.told)));
    (void)letter;
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

bool is_test_spam(std::string_view content) {
    return content.find("XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X") !=
           std::string_view::npos;
}

std::string notification(const Letter& letter, const std::vector<Failed>& copies, std::string_view action,
                         const std::string& by, const std::string& id) {
    std::string boundary = fmt::format("{}.{}/{}", id, letter.id, one_line(by));
    bool failed = action == "failed";
    std::string out = fmt::format(
        "From: MAILER-DAEMON@{} (Mail Delivery System)\r\nSubject: {}\r\nTo: {}\r\nAuto-Submitted: "
        "auto-replied\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; "
        "report-type=delivery-status;\r\n\tboundary=\"{}\"\r\n"
        "Date: {}\r\nMessage-Id: <{}@{}>\r\n\r\nThis is a MIME-encapsulated message.\r\n\r\n",
        by, failed ? "Undelivered Mail Returned to Sender" : "Successful Mail Delivery Report",
        one_line(letter.sender_text), boundary, mail_date(std::time(nullptr)), id, by);
    out += fmt::format(
        "--{}\r\nContent-Description: Notification\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n{}",
        boundary, words_for(letter, copies, action, by));
    out += fmt::format(
        "--{}\r\nContent-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; {}\r\n",
        boundary, by);
    if (!letter.envid.empty()) out += fmt::format("Original-Envelope-Id: {}\r\n", one_line(letter.envid));
    out += "\r\n";
    for (const Failed& copy : copies) out += fields_of(copy, action);
    std::string_view content = *letter.content;
    bool whole = failed && letter.ret != smtp::Ret::headers && content.size() <= most_returned;
    std::string_view part =
        whole ? content : content.substr(0, std::min(mail::header_size(content), most_returned));
    out += fmt::format("--{}\r\nContent-Description: Undelivered Message{}\r\nContent-Type: {}\r\n{}\r\n",
                       boundary, whole ? "" : " Headers", whole ? "message/rfc822" : "text/rfc822-headers",
                       letter.eight_bit ? "Content-Transfer-Encoding: 8bit\r\n" : "");
    out += part;
    if (!out.ends_with("\r\n")) out += "\r\n";
    return out + fmt::format("\r\n--{}--\r\n", boundary);
}

}  // namespace mailsim::lab
