// The simulator's poll and the lab's text session are the same session: same commands, same octets.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "driver.hpp"
#include "mail/encoding.hpp"
#include "pop3/client.hpp"
#include "pop3/poll.hpp"

using namespace mailsim;
using namespace mailsim::pop3;

namespace {

const std::string user = "somebody@example.test", password = "secret12";

std::string text_of(std::size_t octets) {  // no line begins with a dot
    std::string text = "Subject: x\r\n\r\n";
    text.resize(octets - 2, 'y');
    return text + "\r\n";
}

std::string written(const Client& client) {
    switch (client.send()) {
        case Verb::user: return "USER " + user;
        case Verb::pass: return "PASS " + password;
        case Verb::auth:
            return "AUTH PLAIN " +
                   mail::encode_base64(std::string(1, '\0') + user + std::string(1, '\0') + password);
        case Verb::retr:
        case Verb::dele: return fmt::format("{} {}", name(client.send()), client.message());
        default: return std::string(name(client.send()));
    }
}

// Plays the whole session as text and counts what goes over the wire.
PollResult play(const PollPlan& plan) {
    ServerOptions options;
    options.stls = plan.stls;
    TalkDriver driver(options, user, plan.login_accepted ? password : "other");
    std::int64_t each = plan.new_messages ? plan.new_bytes.count / plan.new_messages : 0;
    std::uint32_t old = plan.stored_messages - plan.new_messages;
    for (std::uint32_t i = 0; i < plan.stored_messages; ++i)
        driver.deliver(text_of(
            static_cast<std::size_t>(i < old ? (plan.stored_bytes - plan.new_bytes).count / old : each)));
    PollResult result;
    PollCost& cost = result.phases[0];
    Client client({plan.capa, plan.stls, plan.auth_plain, plan.uidl, plan.leave_on_server});
    for (;;) {
        std::string answer = driver.output(1);
        ++cost.round_trips;
        cost.from_server.count += static_cast<std::int64_t>(answer.size());
        if (cost.commands) {
            bool positive = answer.starts_with("+OK");
            if (client.send() == Verb::stls) driver.session(1).tls_started();
            if (client.send() == Verb::stat) client.found(old + 1, plan.stored_messages);
            client.answered(positive);
        }
        if (client.send() == Verb::unknown) break;
        std::string line = written(client) + "\r\n";
        ++cost.commands;
        cost.from_client.count += static_cast<std::int64_t>(line.size());
        driver.send(1, line);
    }
    result.logged_in = driver.session(1).state() == State::ended && plan.login_accepted;
    result.retrieved = driver.session(1).retrieved();
    result.deleted = driver.session(1).deleted();
    CHECK(driver.account->inbox().messages.size() == plan.stored_messages - result.deleted);
    return result;
}

}  // namespace

TEST_CASE("polls on counters and polls as text agree in every habit") {
    int sessions = 0;
    for (int habits = 0; habits < 64; ++habits) {
        for (auto [stored, fresh] : {std::pair{0u, 0u}, {3u, 3u}, {12u, 1u}, {11u, 0u}, {105u, 105u}}) {
            PollPlan plan;
            plan.capa = habits & 1;
            plan.stls = habits & 2;
            plan.auth_plain = habits & 4;
            plan.uidl = habits & 8;
            plan.leave_on_server = habits & 16;
            plan.login_accepted = !(habits & 32);
            plan.stored_messages = stored;
            plan.new_messages = fresh;
            plan.new_bytes.count = fresh * 939;
            plan.stored_bytes.count = plan.new_bytes.count + (stored - fresh) * 500;
            plan.user_octets = static_cast<std::uint16_t>(user.size());
            plan.password_octets = static_cast<std::uint16_t>(password.size());
            PollResult counted = poll(plan), played = play(plan);
            INFO("habits " << habits << " stored " << stored << " new " << fresh);
            CHECK(counted.total() == played.total());
            CHECK(counted.total().from_server.count == played.total().from_server.count);
            CHECK(counted.total().from_client.count == played.total().from_client.count);
            CHECK(counted.retrieved == played.retrieved);
            CHECK(counted.deleted == played.deleted);
            CHECK(counted.logged_in == played.logged_in);
            ++sessions;
        }
    }
    CHECK(sessions == 64 * 5);
}
