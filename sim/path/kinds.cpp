#include "path/kinds.hpp"

namespace mailsim::path {

std::vector<std::string> representatives(const estate::Estate& estate) {
    std::vector<std::string> out;
    for (const estate::Domain& domain : estate.domains) {
        for (const estate::Part& part : domain.parts)
            if (part.count) out.push_back(estate.book.text({domain.id, part.first}));
        bool nobody = false;
        for (const estate::Account& account : domain.accounts) {
            out.push_back(estate.book.text(account.address));
            nobody = nobody || account.local == "nobody";
        }
        if (!nobody) out.push_back("nobody@" + std::string(estate.book.domain_name(domain.id)));
    }
    return out;
}

std::vector<estate::ClientKind> client_kinds(const estate::Estate& estate, const std::string& sender) {
    const estate::Domain* domain = nullptr;
    if (std::size_t at = sender.rfind('@'); at != std::string::npos)
        domain = estate.domain(estate.book.find_domain(sender.substr(at + 1)));
    if (!domain || domain->outside) return {estate::ClientKind::peer};
    std::vector<estate::ClientKind> people;
    for (int kind = 0; kind < estate::client_kind_count; ++kind)
        people.push_back(static_cast<estate::ClientKind>(kind));
    return people;
}

std::vector<Kind> kinds(const estate::Estate& estate) {
    std::vector<std::string> recipients = representatives(estate), senders = recipients;
    senders.push_back("");
    std::vector<Kind> out;
    for (const std::string& from : senders)
        for (estate::ClientKind client : client_kinds(estate, from))
            for (const std::string& to : recipients) out.push_back({client, from, to});
    return out;
}

}  // namespace mailsim::path
