// What several tests of this room need: zones from text, and words for what they say.
#pragma once
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "dns/zone.hpp"

namespace mailsim::dns {

inline Zones zones_of(std::initializer_list<std::string_view> texts) {
    Zones zones;
    base::Problems problems;
    int number = 0;
    for (std::string_view text : texts) zones.read_text(text, "zone" + std::to_string(++number), problems);
    for (const base::Problem& problem : problems) FAIL(to_string(problem));
    return zones;
}

inline std::string header(std::string_view origin, std::string_view minimum = "300") {
    return "$ORIGIN " + std::string(origin) + "\n$TTL 1h\n@ SOA ns admin 1 2h 30m 2w " +
           std::string(minimum) + "\n";
}

// "NOERROR 10 mail.example.com.; 20 backup.example.com."
inline std::string says(const Answer& answer) {
    std::string out(to_string(answer.status));
    for (const Record& alias : answer.chain) out += " -> " + alias.rdata;
    const char* between = " ";
    for (const Record& record : answer.records) {
        out += between + record.rdata;
        between = "; ";
    }
    return out;
}

}  // namespace mailsim::dns
