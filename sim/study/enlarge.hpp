// Resources that can be enlarged, each with the values that would be set and the change in plain words.
#pragma once
#include <string>
#include <vector>

#include "config/load.hpp"
#include "estate/estate.hpp"
#include "study/result.hpp"

namespace mailsim::study {

struct Enlargement {
    std::string node, resource,
        process;          // the busiest node; "processor", "disk", "processes", "memory", "link"
    std::string station;  // as results call it: "mta1 smtpd"
    double servers = 1;
    std::string words;       // "4 more cores on mta1 and mta2"
    double utilisation = 0;  // the busiest of its stations, when last looked at
    std::vector<config::Assignment> set;
};

// Everything of the estate's own that was used by at least `least` in this result, each doubled, busiest
// first. Nodes of one role that share a kind of work (within a third of each other's use) are enlarged
// together: one of two relays alone would help nobody.
std::vector<Enlargement> enlargements(const estate::Estate& estate, const Result& result, double least);
// Each shared link, doubled.
std::vector<Enlargement> wider_links(const estate::Estate& estate);

// Limits that are no station's use: how many deliveries at once a sender makes to one destination, of the
// estate's own nodes and of its peers; doubled for all of them together.
std::vector<Enlargement> more_at_once(const estate::Estate& estate);

// Limits that rules set, doubled wherever the rule stands at a node of the estate's own: sessions of one
// client at once, what one client or account may send in a time.
std::vector<Enlargement> looser_rules(const estate::Estate& estate);

}  // namespace mailsim::study
