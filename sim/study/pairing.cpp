#include "study/pairing.hpp"

#include <algorithm>
#include <cstring>

namespace mailsim::study {
namespace {

using json::Value;

template <class T>
void put(std::string& text, const std::vector<T>& all) {
    std::uint64_t n = all.size();
    text.append(reinterpret_cast<const char*>(&n), sizeof n);
    text.append(reinterpret_cast<const char*>(all.data()), n * sizeof(T));
}

template <class T>
bool take(const std::string& text, std::size_t& at, std::vector<T>& all) {
    std::uint64_t n = 0;
    if (text.size() - at < sizeof n) return false;
    std::memcpy(&n, text.data() + at, sizeof n);
    at += sizeof n;
    if ((text.size() - at) / sizeof(T) < n) return false;
    all.resize(n);
    if (n > 0) std::memcpy(all.data(), text.data() + at, n * sizeof(T));
    at += n * sizeof(T);
    return true;
}

// Both lists are sorted by key.
void compare(Pairing& row, const Watched& whole, const Watched& here, const PairWith& how) {
    std::int64_t late = base::from_seconds(how.late).count(), last = 0;
    auto ended = [&](std::uint64_t key) {
        return std::binary_search(here.ended.begin(), here.ended.end(), key);
    };
    auto at = here.delivered.begin();
    for (const Arrival& before : whole.delivered) {
        while (at != here.delivered.end() && at->key < before.key) ++at;
        if (at != here.delivered.end() && at->key == before.key) {
            if (at->at - before.at <= late) continue;
            ++row.delayed;
            last = std::max(last, at->at);
        } else if (ended(before.key)) {
            ++row.lost;
        } else {
            ++row.delayed;
            ++row.waiting;
        }
    }
    double after = static_cast<double>(last) / 1e9 - how.until;
    if (row.waiting == 0) row.recovery_seconds = row.delayed ? std::max(0.0, after) : 0.0;
}

void second_wave(Pairing& row, const Watched& whole, const Watched& here, double until) {
    auto in = [](const std::vector<std::uint32_t>& minutes, std::size_t m) {
        return m < minutes.size() ? static_cast<double>(minutes[m]) : 0.0;
    };
    for (auto m = static_cast<std::size_t>(until / 60); m < here.attempts.size(); ++m) {
        double more = in(here.attempts, m) - in(whole.attempts, m);
        if (more <= row.second_wave) continue;
        row.second_wave = more;
        row.second_wave_after = std::max(0.0, static_cast<double>(m) * 60 - until);
    }
}

}  // namespace

Pairing described(const Watched& run, const estate::Estate& estate) {
    Pairing row;
    row.peak_queue = run.most_in_care;
    row.spool_bytes = run.most_spooled;
    row.fullest = estate.nodes[run.fullest].id;
    row.fullest_bytes = run.fullest_spooled;
    row.recovery_seconds = 0;
    return row;
}

Pairing paired(const Watched& whole, const Watched& run, const PairWith& how, const estate::Estate& estate) {
    Pairing row = described(run, estate);
    row.recovery_seconds.reset();
    compare(row, whole, run, how);
    second_wave(row, whole, run, how.until);
    return row;
}

Value to_json(const Pairing& p) {
    return Value::object({{"lost", p.lost},
                          {"delayed", p.delayed},
                          {"waiting", p.waiting},
                          {"peak_queue", p.peak_queue},
                          {"spool_bytes", p.spool_bytes},
                          {"fullest", p.fullest},
                          {"fullest_bytes", p.fullest_bytes},
                          {"recovery", p.recovery_seconds ? Value(*p.recovery_seconds) : Value()},
                          {"second_wave", p.second_wave},
                          {"second_wave_after", p.second_wave_after}});
}

Pairing pairing_of(const Value& v) {
    auto number = [&](const char* key) {
        const Value* found = v.find(key);
        return found && found->is_number() ? found->number() : 0.0;
    };
    auto count = [&](const char* key) { return static_cast<std::uint64_t>(number(key)); };
    Pairing p;
    p.lost = count("lost");
    p.delayed = count("delayed");
    p.waiting = count("waiting");
    p.peak_queue = count("peak_queue");
    p.spool_bytes = static_cast<std::int64_t>(number("spool_bytes"));
    if (const Value* name = v.find("fullest"); name && name->is_text()) p.fullest = name->text();
    p.fullest_bytes = static_cast<std::int64_t>(number("fullest_bytes"));
    if (const Value* r = v.find("recovery"); r && r->is_number()) p.recovery_seconds = r->number();
    p.second_wave = number("second_wave");
    p.second_wave_after = number("second_wave_after");
    return p;
}

std::string to_octets(const Watched& w) {
    std::string text;
    put(text, w.delivered);
    put(text, w.attempts);
    put(text, w.started);
    return text;
}

std::optional<Watched> watched_of(const std::string& octets) {
    Watched w;
    std::size_t at = 0;
    if (!take(octets, at, w.delivered) || !take(octets, at, w.attempts) || !take(octets, at, w.started))
        return std::nullopt;
    return w;
}

}  // namespace mailsim::study
