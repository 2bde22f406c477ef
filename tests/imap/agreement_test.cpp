// The simulator's poll and the lab's text session are the same session: same commands, same octets.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "driver.hpp"
#include "imap/client.hpp"
#include "imap/poll.hpp"

using namespace mailsim;
using namespace mailsim::imap;

namespace {

const std::string user = "somebody@example.test", password = "secret12";
constexpr std::string_view header = "Subject: x\r\n\r\n";

std::string text_of(std::size_t octets) {
    std::string text(header);
    text.resize(octets, 'y');
    return text;
}

std::string written(const Client& client) {
    Verb verb = client.send();
    if (verb == Verb::done) return "DONE\r\n";
    std::string arguments;
    if (verb == Verb::login) arguments = fmt::format(" {} {}", user, password);
    if (verb == Verb::select) arguments = " INBOX";
    if (verb == Verb::fetch && client.all_headers())
        arguments =
            fmt::format(" {}:{} (UID FLAGS RFC822.SIZE BODY.PEEK[HEADER])", client.message(), client.last());
    else if (verb == Verb::fetch)
        arguments = fmt::format(" {} BODY.PEEK[]", client.message());
    return fmt::format("A001 {}{}\r\n", name(verb), arguments);
}

struct Played {
    PollCost cost;
    bool connected = false;
};

// Plays one visit as text and counts what goes over the wire. `driver` has the session so far.
Played play(TalkDriver& driver, const PollPlan& plan) {
    Played played;
    Client client({plan.visit, plan.starttls, plan.idle, plan.headers_only});
    bool greeting = plan.visit == Visit::open || plan.visit == Visit::whole;
    for (;;) {
        std::string said = driver.output(1);
        played.cost.from_server.count += static_cast<std::int64_t>(said.size());
        if (greeting || played.cost.commands) ++played.cost.round_trips;
        if (played.cost.commands) {
            Verb verb = client.send();
            if (verb == Verb::starttls) driver.session(1).tls_started();
            if (verb == Verb::select || verb == Verb::done || verb == Verb::noop)
                client.found(plan.stored_messages - plan.new_messages + 1, plan.stored_messages);
            client.answered(said.find(" NO ") == std::string::npos &&
                            said.find(" BAD ") == std::string::npos);
        }
        if (client.send() == Verb::unknown) break;
        std::string line = written(client);
        ++played.cost.commands;
        played.cost.from_client.count += static_cast<std::int64_t>(line.size());
        driver.send(1, line);
    }
    played.connected = !driver.session(1).ended();
    return played;
}

void deliver(TalkDriver& driver, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) driver.deliver(text_of(939));
}

// Messages that were there before: seen, and not recent to anybody.
void fill(TalkDriver& driver, std::uint32_t count) {
    deliver(driver, count);
    mailbox::FolderId inbox = driver.account->inbox().row.id;
    for (mailbox::Uid uid = 1; uid <= count; ++uid)
        driver.account->set_flags(inbox, uid, mailbox::Flag::seen);
    mailbox::View view(driver.account, inbox, false);
}

PollPlan plan_for(Visit visit, int habits, std::uint32_t stored, std::uint32_t fresh) {
    PollPlan plan;
    plan.visit = visit;
    plan.idle = habits & 1;
    plan.headers_only = habits & 2;
    plan.starttls = habits & 4;
    plan.login_accepted = !(habits & 8);
    plan.stored_messages = stored;
    plan.new_messages = fresh;
    plan.new_bytes.count = fresh * 939;
    plan.user_octets = static_cast<std::uint16_t>(user.size());
    plan.password_octets = static_cast<std::uint16_t>(password.size());
    plan.header_octets = static_cast<std::uint16_t>(header.size());
    return plan;
}

void compare(const PollPlan& plan, const PollResult& counted, const Played& played) {
    INFO("visit " << int(plan.visit) << " idle " << plan.idle << " headers " << plan.headers_only << " tls "
                  << plan.starttls << " stored " << plan.stored_messages << " new " << plan.new_messages);
    CHECK(counted.total().round_trips == played.cost.round_trips);
    CHECK(counted.total().commands == played.cost.commands);
    CHECK(counted.total().from_client.count == played.cost.from_client.count);
    CHECK(counted.total().from_server.count == played.cost.from_server.count);
    CHECK(counted.connected == played.connected);
}

}  // namespace

TEST_CASE("whole sessions on counters and as text agree in every habit") {
    for (int habits = 0; habits < 16; ++habits) {
        for (auto [stored, fresh] : {std::pair{0u, 0u}, {3u, 3u}, {12u, 1u}, {11u, 0u}, {105u, 100u}}) {
            PollPlan plan = plan_for(Visit::whole, habits, stored, fresh);
            ServerOptions options;
            options.starttls = plan.starttls;
            TalkDriver driver(options, user, plan.login_accepted ? password : "other");
            fill(driver, stored - fresh);
            deliver(driver, fresh);
            compare(plan, poll(plan), play(driver, plan));
        }
    }
}

TEST_CASE("held connections on counters and as text agree, visit after visit") {
    for (bool idle : {true, false}) {
        TalkDriver driver({}, user, password);
        fill(driver, 8);
        PollPlan plan = plan_for(Visit::open, idle, 8, 0);
        compare(plan, poll(plan), play(driver, plan));
        for (std::uint32_t stored : {9u, 10u, 11u}) {
            deliver(driver, 1);
            plan = plan_for(idle ? Visit::notice : Visit::check, idle, stored, 1);
            // The text session has seen some recent messages before, the counters see this visit's only: one
            // digit each.
            compare(plan, poll(plan), play(driver, plan));
        }
        if (!idle) {
            plan = plan_for(Visit::check, idle, 11, 0);
            compare(plan, poll(plan), play(driver, plan));
        }
        plan = plan_for(Visit::close, idle, 11, 0);
        compare(plan, poll(plan), play(driver, plan));
    }
}

TEST_CASE("a whole session with nothing new is three commands and four round trips") {
    PollPlan plan = plan_for(Visit::whole, 0, 8, 0);
    PollResult result = poll(plan);
    CHECK(result.total().commands == 3);     // LOGIN SELECT LOGOUT
    CHECK(result.total().round_trips == 4);  // and the greeting
    CHECK_FALSE(result.connected);
}

TEST_CASE("a notice on a held connection is DONE, FETCH, FETCH, IDLE") {
    PollResult result = poll(plan_for(Visit::notice, 1, 9, 1));
    CHECK(result.total().commands == 4);
    CHECK(result.fetched == 1);
    CHECK(result.connected);
}

TEST_CASE("a visit without news costs less than 300 ns") {
#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
    constexpr double allowed_ns = 30000;  // a build for finding mistakes, not for speed
#else
    constexpr double allowed_ns = 300;
#endif
    using clock = std::chrono::steady_clock;
    constexpr int rounds = 200000;
    double best = 1e9;
    std::int64_t sum = 0;
    for (int attempt = 0; attempt < 5; ++attempt) {  // the machine is shared: the best of five counts
        auto start = clock::now();
        for (int i = 0; i < rounds; ++i) {
            PollPlan plan;
            plan.visit = i % 2 ? Visit::whole : Visit::check;
            plan.stored_messages = static_cast<std::uint32_t>(i % 1000);
            sum += poll(plan).total().from_server.count;
        }
        best =
            std::min(best, std::chrono::duration<double, std::nano>(clock::now() - start).count() / rounds);
    }
    INFO(best << " ns a visit");
    CHECK(sum > 0);
    CHECK(best < allowed_ns);
}
