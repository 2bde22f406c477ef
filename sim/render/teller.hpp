// Makes the steps, fact by fact in the order in which they were told. Not for use outside this room.
#pragma once
#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "render/steps.hpp"

namespace mailsim::render {

class Teller {
  public:
    Teller(const Scene& scene, const Record& record, const std::vector<std::string>& stations)
        : scene_(scene), record_(record), stations_(stations), policies_(scene.estate) {}
    std::vector<Step> tell();

  private:
    // One connection under way: which steps its commands made, which of them wait for an answer.
    struct Talk {
        base::NodeId node, client;
        bool person = false;
        std::size_t current = 0;             // the step to which checks and answers belong
        std::deque<std::size_t> unanswered;  // places in steps_
        std::string protocol;
        base::Duration one_way{0};
    };

    Step& add(const facts::Fact& fact, base::NodeId node, facts::Step letter, std::string what);
    const Letter& letter(const facts::Fact& fact) const { return *record_.letter(fact.message); }
    std::string address(mail::Address a) const { return address_text(scene_, a); }
    std::string recipient(const facts::Fact& fact) const;
    std::string reply(const facts::Fact& fact, base::NodeId client, base::NodeId server) const;
    std::string who(base::NodeId node) const;
    bool from_person(const facts::Fact& fact) const;

    void begin(base::MessageId id);
    void take(const facts::Fact& fact);
    // teller_talk.cpp: connections
    void opened(const facts::Fact& fact);
    void reused(const facts::Fact& fact);
    void line(const facts::Fact& fact);
    void command(Talk& talk, const facts::Fact& fact);
    void content(const facts::Fact& fact);
    void tls(const facts::Fact& fact);
    void closed(const facts::Fact& fact);
    void unreached(const facts::Fact& fact);
    void asked(const facts::Fact& fact);
    void objected(const facts::Fact& fact);
    void name_asked(const facts::Fact& fact);
    void name_answer(const facts::Fact& fact);
    // teller_queue.cpp: the queue, and how it ends
    void queued(const facts::Fact& fact);
    void active(const facts::Fact& fact);
    void attempt(const facts::Fact& fact);
    void deferred(const facts::Fact& fact);
    void delivered(const facts::Fact& fact);
    void ended(const facts::Fact& fact);
    // teller_fetch.cpp
    void fetched(const facts::Fact& fact);
    bool delivered_to(const Letter& letter, mail::Address owner, base::Instant by);
    void stay(const facts::Fact& fact);
    void paused(const facts::Fact& fact);
    void attach_stays();

    Scene scene_;
    const Record& record_;
    const std::vector<std::string>& stations_;
    decide::Policies policies_;
    std::vector<Step> steps_;
    std::unordered_map<std::uint64_t, Talk> talks_;
    struct Kept {
        base::NodeId node;
        base::MessageId message;
        Stay stay;
    };
    std::vector<Kept> stays_;
    std::unordered_set<std::uint32_t> fetched_;  // recipients
};

// "120 ms", "2 h 5 min": a length of time for people.
std::string length_text(base::Duration d);

}  // namespace mailsim::render
