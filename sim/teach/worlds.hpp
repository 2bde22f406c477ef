// The estate of one drill in its variants: with all that is wrong, without one fault, without any. Each is
// run when it is first asked for, with the same mail. What a look shows in one and not in the other is what
// tells of the fault. Not here: the trainee (play.hpp).
#pragma once
#include <map>
#include <memory>

#include "teach/look.hpp"
#include "teach/playbook.hpp"

namespace mailsim::teach {

class Worlds {
  public:
    // Problems when the drill's scenario cannot be run.
    static base::expected<std::unique_ptr<Worlds>, base::Problems> make(const Drill& drill,
                                                                        Playbook playbook);

    const Drill& drill() const { return drill_; }
    const Playbook& playbook() const { return playbook_; }
    const Patient& patient() const { return patient_; }
    World& with(unsigned faults);  // by bit; red herrings stay
    World& sick() { return with(hidden()); }
    unsigned hidden() const { return all() & ~mended_; }  // faults that nobody has mended yet
    void mend(unsigned faults) { mended_ |= faults; }
    unsigned all() const { return bit(drill_.faults.size()) - 1; }
    static unsigned bit(std::size_t fault) { return 1u << fault; }

    void send(const Sent& one);  // from now on every variant has it
    const std::vector<Sent>& sent() const { return sent_; }

    bool symptom(World& world) const;  // what the customer complains of is so, in this world, at its time

    // Which of these faults this command tells of at this time: its answer is another one without them.
    unsigned tells(const std::string& command, unsigned faults, base::Duration now);
    // The lines of its answer that are there only with this one of the faults.
    std::vector<std::string> telling_lines(const std::string& command, unsigned faults, std::size_t fault,
                                           base::Duration now);

  private:
    Worlds(const Drill& drill, Playbook playbook, estate::Estate healthy);
    std::unique_ptr<World> run(unsigned faults, base::Problems& problems) const;
    Drill drill_;
    Playbook playbook_;
    estate::Estate healthy_;
    Patient patient_;
    std::vector<Sent> sent_;
    unsigned mended_ = 0;
    std::map<unsigned, std::unique_ptr<World>> worlds_;
};

// What a command prints in a world, at its time: a look, or a conversation "telnet HOST PORT [as ACCOUNT]"
// with further lines behind it. Not: commands that change something.
Shown answer(World& world, const std::string& command);

// "10:00:01 4kQ8xz... delay=0.3" without what differs from run to run though nothing else does.
std::string comparable(const std::string& line);

}  // namespace mailsim::teach
