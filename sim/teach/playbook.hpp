// The support playbook as data: for each symptom, what to check in which order, and what each outcome means.
// The files stand in scenarios/playbook/. Not here: the looks that the checks name (look.hpp).
#pragma once
#include <string>
#include <vector>

#include "base/expected.hpp"
#include "base/problems.hpp"
#include "teach/patient.hpp"

namespace mailsim::teach {

struct Outcome {
    std::string seen, means;
    std::vector<std::string> faults;  // kinds that it points to
    std::string desk;                 // whose case it is: support, systems or other-side
    std::string pointer;
};

struct PlaybookCheck {
    std::string question, why;
    std::vector<std::string> looks;  // commands with {who}, {other}, {domain}, {ip}, {gateway} ... in them
    std::vector<Outcome> outcomes;
    std::string pointer;
};

// What the customer complains of: which way the mail goes, and what does not work.
enum class Complaint { send, receive, connect, program };

struct Playbook {
    std::string name, file, title, customer_says, source;
    Complaint complaint = Complaint::send;
    std::vector<PlaybookCheck> checks;
};

// One file, by its path; and whether a file is meant to be one.
base::expected<Playbook, base::Problems> read_playbook(const std::string& path);
bool is_playbook_file(const std::string& path);

// All that are shipped, in their order. Problems when a file is wrong or none is found.
base::expected<std::vector<Playbook>, base::Problems> read_playbooks();

// The looks of one check for this customer; a word that stands for several servers gives several looks.
std::vector<std::string> looks_for(const PlaybookCheck& check, const Patient& patient);

}  // namespace mailsim::teach
