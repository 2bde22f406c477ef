// Drills and plays for the tests of this room.
#pragma once
#include <catch2/catch.hpp>
#include <cstdlib>

#include "teach/drill_file.hpp"
#include "teach/play.hpp"

namespace mailsim::test {

// Shipped files are looked for in this tree.
inline const int home_is_set = setenv("MAILSIM_HOME", MAILSIM_SOURCE_DIR, 1);

inline teach::Drill drill_with(const std::string& symptom, const std::string& who, const std::string& other,
                               std::vector<teach::Fault> faults, std::vector<teach::Fault> herrings = {}) {
    teach::Drill drill;
    drill.name = drill.file = "given";
    drill.title = "A drill of the tests";
    drill.symptom = symptom, drill.who = who, drill.other = other;
    drill.ticket = "It does not work.";
    drill.faults = std::move(faults), drill.herrings = std::move(herrings);
    return drill;
}

inline std::unique_ptr<teach::Play> play_of(const teach::Drill& drill) {
    auto play = teach::Play::make(drill);
    if (!play)
        for (const base::Problem& problem : play.error()) UNSCOPED_INFO(to_string(problem));
    REQUIRE(play);
    return std::move(*play);
}

inline bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace mailsim::test
