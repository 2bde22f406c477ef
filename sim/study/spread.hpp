// Work spread over processes: every piece is done in a child of its own (one run is one process), at most so
// many at once. Answers come back as text in the order of the pieces, whichever ends first. Not here: what a
// piece does, and keeping answers on disk.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "study/laboratory.hpp"

namespace mailsim::study {

struct Spreading {
    int jobs = 0;  // children at once; 0: as many as there are processors
    std::function<bool()>
        go_on;  // asked several times a second; false: stop (Interrupted). Null: always goes on
    std::function<void()> one_done;              // after each piece. May be null
    std::vector<std::string>* so_far = nullptr;  // answers known when it is interrupted; "": none yet
};

int processors();  // at least 1

// Throws std::runtime_error with the reason when a piece throws or its process is killed; Interrupted as
// above.
std::vector<std::string> spread(std::size_t pieces, const std::function<std::string(std::size_t)>& work,
                                const Spreading& how);

}  // namespace mailsim::study
