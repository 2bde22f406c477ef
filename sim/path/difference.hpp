// The kinds of message that two estates treat differently, and the rule that made the difference.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "path/kinds.hpp"
#include "path/path.hpp"

namespace mailsim::path {

// What became of a kind in one estate, nodes by id.
struct Result {
    // Further mail that was made of it: by aliases, forwarders, an archive, answers.
    struct Copy {
        std::string to, rule, pointer;
        mail::Outcome outcome = mail::Outcome::deferred;
        std::vector<std::string> route;
        bool operator==(const Copy& o) const {  // whoever made it
            return to == o.to && outcome == o.outcome && route == o.route;
        }
    };
    mail::Outcome outcome = mail::Outcome::deferred;
    std::vector<std::string> route;
    std::vector<Copy> copies;
    bool operator==(const Result&) const = default;
};

struct Difference {
    Kind kind;
    std::optional<Result> before,
        after;                  // none: this estate has no such kind (a person who is no customer there)
    std::string rule, pointer;  // "" when the kind itself came or went
};

struct Differences {
    std::size_t kinds = 0;  // how many were compared
    std::vector<Difference> changed;
};

// Compares every kind of either estate, and mail to the addresses that are only aliases. The address books
// grow by names of the other estate. `off`: nodes of `after` that do not answer.
Differences differences(estate::Estate& before, estate::Estate& after,
                        const std::vector<base::NodeId>& off = {});

}  // namespace mailsim::path
