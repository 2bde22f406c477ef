// Sources: Postfix smtpd.c and recorded headers of Postfix 3.7; Exim's received_header_text (spec.txt,
// chapter 14); headers of Axigen and of Exchange as public archives hold them.
#include "render/documents/received.hpp"

#include <fmt/format.h>

namespace mailsim::render {
namespace {

using Way = Received::Way;
constexpr const char* cipher = "TLS_AES_256_GCM_SHA384";

std::string esmtp(const Received& r) {
    return fmt::format("ESMTP{}{}", r.tls ? "S" : "", r.person ? "A" : "");
}

// Postfix names the recipient only where it is the only one.
std::string postfix(const Received& r) {
    std::string whom = r.recipient.empty() ? ";\n\t" : fmt::format("\n\tfor <{}>; ", r.recipient);
    std::string end = whom + r.date + " (UTC)\n";
    if (r.way == Way::local)
        return fmt::format("Received: by {} (Postfix)\n\tid {}; {} (UTC)\n", r.by.name, r.id, r.date);
    if (r.way == Way::web)
        return fmt::format("Received: by {} (Postfix, from userid 33)\n\tid {}; {} (UTC)\n", r.by.name, r.id,
                           r.date);
    return fmt::format("Received: from {} ({} [{}])\n\tby {} (Postfix) with {} id {}{}", r.from.helo,
                       r.from.name, r.from.address, r.by.name, esmtp(r), r.id, end);
}

// Exim writes the day with two digits.
std::string two_digits(const std::string& date) {
    std::size_t day = date.find(' ') + 1;
    return date.size() > day + 1 && date[day + 1] == ' ' ? date.substr(0, day) + "0" + date.substr(day)
                                                         : date;
}

std::string exim(const Received& r) {
    std::string from = fmt::format("[{}] (helo={})", r.from.address, r.from.helo);
    if (r.from.name != "unknown")
        from = fmt::format("{} ([{}]{})", r.from.name, r.from.address,
                           r.from.helo == r.from.name ? "" : " helo=" + r.from.helo);
    if (r.way != Way::mail) from = r.way == Way::web ? "www-data" : "Debian-exim";
    std::string with =
        r.way != Way::mail ? "local" : fmt::format("esmtp{}{}", r.tls ? "s" : "", r.person ? "a" : "");
    std::string by = fmt::format("{}by {} with {} ", r.way == Way::mail ? "\n\t" : " ", r.by.name, with);
    if (r.way == Way::mail && r.tls) by += fmt::format("(TLS1.3) tls {}\n\t", cipher);
    std::string sender = r.sender.empty() ? "" : fmt::format("(envelope-from <{}>)\n\t", r.sender);
    std::string whom = r.recipient.empty() ? "" : "\n\tfor " + r.recipient;
    return fmt::format("Received: from {}{}(Exim 4.96)\n\t{}id {}{}; {}\n", from, by, sender, r.id, whom,
                       two_digits(r.date));
}

std::string axigen(const Received& r) {
    if (r.way != Way::mail)
        return fmt::format("Received: by {} (Axigen) with {}; {}\n", r.by.name,
                           r.way == Way::web ? fmt::format("HTTP id {}", r.id) : "id " + r.id, r.date);
    std::string encrypted = r.tls ? fmt::format("({} encrypted)\n\t", cipher) : "";
    return fmt::format("Received: from {} ({})\n\tby {} (Axigen) with {}{} id {};\n\t{}\n", r.from.helo,
                       r.from.address, r.by.name, encrypted, esmtp(r), r.id, r.date);
}

// Exchange writes its own version where others write a queue id.
std::string exchange(const Received& r) {
    constexpr const char* version = "15.1.2507.39";
    std::string own = fmt::format("{} ({})", r.by.name, address_of(r.by));
    if (r.way != Way::mail)
        return fmt::format("Received: from {}\n\tby {} with mapi id {}; {}\n", own, own, version, r.date);
    std::string tls = r.tls ? fmt::format(" (version=TLS1_3,\n\tcipher={})", cipher) : "";
    return fmt::format("Received: from {} ({})\n\tby {} with Microsoft SMTP Server{} id {}; {}\n",
                       r.from.helo, r.from.address, own, tls, version, r.date);
}

}  // namespace

std::string received_line(const Received& line) {
    switch (estate::manner_of(line.by)) {
        case estate::Manner::exim: return exim(line);
        case estate::Manner::axigen: return axigen(line);
        case estate::Manner::exchange: return exchange(line);
        default: return postfix(line);
    }
}

}  // namespace mailsim::render
