// Which hosts to try for a domain, in which order (RFC 5321 5.1, RFC 7505), as a machine without I/O:
// it says which question it needs answered next and is told the answer. Order of questions, codes and texts
// are Postfix's (smtp_addr.c): the addresses of all MX hosts are looked up before the first is tried.
// An MX that names an address ("10 192.0.2.1.") is tried at that address and an alias as MX is followed, as
// Postfix does, though RFC 2181 10.3 and RFC 5321 5.1 forbid both.
// Not here: connecting, and the limits on how many of the hosts one attempt tries.
//
//   ask() -> [MX of domain] -- records --> [A, AAAA of each host] --> hosts or failure
//                |  none, NXDOMAIN                                      ^
//                +--------------> [A, AAAA of domain] ------------------+
//   ask_host() -------------------^        null MX, SERVFAIL, silence at the MX question: failure at once
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip.hpp"
#include "dns/record.hpp"

namespace mailsim::dns {

// One address to try. A host with three addresses is three targets, as in Postfix.
struct MxTarget {
    NameId name{};
    std::uint16_t preference = 0;
    base::Ip address{};
    bool operator==(const MxTarget&) const = default;
};

enum class MxFailureKind : std::uint8_t {
    null_mx,     // RFC 7505: the domain takes no mail
    nxdomain,    // no such domain
    no_address,  // the domain or its MX hosts have no address
    servfail,
    silence,
    loop,        // we are the best MX ourselves
    no_primary,  // we are an MX, and the better ones have no address
};

struct MxFailure {
    MxFailureKind kind = MxFailureKind::servfail;
    NameId domain{};
    Question question{};          // the look-up that decided; none for loop and no_primary
    Status status = Status::ok;   // what came back for it
    std::string_view enhanced{};  // "5.4.4" (RFC 3463)
    bool permanent() const { return enhanced.starts_with('5'); }
};

// Postfix's words: "Host or domain name not found. Name service error for name=X type=MX: Host not found, try
// again".
std::string reply_text(const MxFailure& failure, const NameTable& names);
std::string_view to_string(MxFailureKind kind);  // "null MX"

struct MxOptions {
    std::uint64_t draw = 0;  // decides the order among equals: the same number, the same order
    bool shuffle = true;     // Postfix: smtp_randomize_addresses
    bool ipv6 = false;       // ask AAAA as well
    std::span<const base::Ip> own_addresses{};  // ours: an MX there is ourselves. Must live until done()
    std::span<const NameId> own_names{};        // likewise by name (RFC 5321 5.1)
};

// Keeps its memory from one domain to the next: reuse it in hot paths.
class MxQuestion {
  public:
    explicit MxQuestion(const NameTable& names) : names_(&names) {}

    void ask(NameId domain, const MxOptions& options);     // starts anew; of "[192.0.2.1]" nothing is asked
    void ask_host(NameId host, const MxOptions& options);  // no MX: a relay given by name or address

    std::optional<Question> needs() const;  // the next question, or nothing when done
    void tell(const Answer& answer);        // the answer to needs(); ignored when done
    bool done() const { return phase_ == Phase::done; }
    int asked() const { return asked_; }  // questions answered so far

    // When done: either targets in the order to try (at least one) or a failure.
    const MxFailure* failure() const { return failure_ ? &*failure_ : nullptr; }
    std::span<const MxTarget> targets() const { return targets_; }
    bool implicit() const { return implicit_; }  // the domain's own address stood in for an MX

  private:
    enum class Phase : std::uint8_t { mx, address, done };
    struct Exchange {
        NameId name;
        std::uint16_t preference;
    };
    void start(NameId domain, const MxOptions& options);
    void address_phase();
    void tell_mx(const Answer& answer);
    void tell_address(const Answer& answer);
    void take_literals();
    void note_missing(const Answer& answer);
    void conclude();
    bool is_self(const MxTarget& target) const;
    void drop_from_self();
    void order();
    void fail(MxFailureKind kind, std::string_view enhanced, const Answer* answer = nullptr);

    const NameTable* names_;
    MxOptions options_;
    NameId domain_;
    Phase phase_ = Phase::done;
    bool implicit_ = false;
    Type address_type_ = Type::a;
    int asked_ = 0;
    std::size_t next_ = 0;             // the exchange whose address is asked
    std::vector<Exchange> exchanges_;  // by preference
    std::vector<MxTarget> targets_;
    std::optional<MxFailure> missing_;  // the last look-up of an address that found none
    std::optional<MxFailure> failure_;
};

// Drives a question at once: resolve is anything callable as Answer(NameId, Type).
template <class Resolve>
void answer_all(MxQuestion& question, Resolve&& resolve) {
    while (auto next = question.needs()) question.tell(resolve(next->name, next->type));
}

}  // namespace mailsim::dns
