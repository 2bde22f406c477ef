// Sender rewriting (SRS): a forwarder sends under an address of its own domain, from which a bounce finds the
// way back. "SRS0=hash=day=domain=local" at the first forwarder, "SRS1=hash=first==rest" at later ones. The
// hash only keeps strangers from using the forwarder as a relay; here it is no secret.
#include <fmt/format.h>

#include "base/names.hpp"
#include "base/random.hpp"
#include "decide/redirect.hpp"

namespace mailsim::decide {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";  // base 32, in one case
constexpr int days_kept = 21, all_days = 1024;                            // postsrsd(8), SRS's day counter

std::string coded(std::uint64_t bits, int digits) {
    std::string out;
    for (int i = 0; i < digits; ++i) out += letters[bits >> (5 * i) & 31];
    return out;
}

std::string hash_of(std::string_view text) {
    std::uint64_t hash = 0;
    for (char c : base::lower_case(text)) hash = base::mix(hash ^ static_cast<unsigned char>(c));
    return coded(hash, 4);
}

int day_of(base::Instant now) {
    return static_cast<int>(now.time_since_epoch() / std::chrono::hours(24) % all_days);
}

// How many days ago such a stamp was made; 0 to 1023.
int age_of(std::string_view stamp, base::Instant now) {
    if (stamp.size() != 2) return all_days - 1;
    std::size_t low = letters.find(stamp[0]), high = letters.find(stamp[1]);
    if (low == letters.npos || high == letters.npos) return all_days - 1;
    return (day_of(now) - static_cast<int>(high * 32 + low) + all_days) % all_days;
}

// The text before the next such mark, which is taken away with it.
std::string_view part(std::string_view& text, std::string_view mark = "=") {
    std::size_t end = std::min(text.find(mark), text.size());
    std::string_view first = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + mark.size()));
    return first;
}

mail::Address parsed(const View& view, std::string_view local, std::string_view domain) {
    auto address = view.estate.book.parse(fmt::format("{}@{}", local, domain));
    return address ? *address : mail::Address{};
}

mail::Address back_to_forwarder(const View& view, std::string_view rest) {
    std::string_view hash = part(rest), first = part(rest, "==");
    if (hash_of(fmt::format("{}=={}", first, rest)) != hash) return {};
    return parsed(view, fmt::format("srs0={}", rest), first);
}

mail::Address back_to_sender(const View& view, std::string_view rest) {
    std::string_view hash = part(rest), signed_text = rest, day = part(rest), domain = part(rest);
    if (hash_of(signed_text) != hash || age_of(day, view.now) > days_kept) return {};
    return parsed(view, rest, domain);
}

}  // namespace

mail::Address srs_sender(const View& view, mail::Address sender, mail::DomainId domain) {
    if (sender.null() || sender.domain == domain) return sender;
    std::string local = view.estate.book.local_text(sender), lower = base::lower_case(local);
    std::string_view from = view.estate.book.domain_name(sender.domain);
    if (lower.starts_with("srs0=")) {
        std::string text = fmt::format("{}=={}", from, local.substr(5));
        return view.estate.book.address(domain, fmt::format("srs1={}={}", hash_of(text), text));
    }
    if (lower.starts_with("srs1=")) {  // the first forwarder stays the one that bounces go to
        std::string_view rest = std::string_view(local).substr(5);
        part(rest);
        return view.estate.book.address(domain, fmt::format("srs1={}={}", hash_of(rest), rest));
    }
    std::string text =
        fmt::format("{}={}={}", coded(static_cast<std::uint64_t>(day_of(view.now)), 2), from, local);
    return view.estate.book.address(domain, fmt::format("srs0={}={}", hash_of(text), text));
}

mail::Address srs_reverse(const View& view, mail::Address recipient) {
    if (recipient.null()) return {};
    std::string local = base::lower_case(view.estate.book.local_text(recipient));
    std::string_view rest = std::string_view(local).substr(std::min<std::size_t>(5, local.size()));
    if (local.starts_with("srs0=")) return back_to_sender(view, rest);
    if (local.starts_with("srs1=")) return back_to_forwarder(view, rest);
    return {};
}

}  // namespace mailsim::decide
