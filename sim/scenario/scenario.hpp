// What happens on an estate: how long, from when, with which load, faults and changes, judged by which
// objectives. A value: reading it from a file is config's work, carrying it out is run's.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "estate/sign_in.hpp"
#include "estate/words.hpp"
#include "fault/fault.hpp"
#include "scenario/objective.hpp"

namespace mailsim::scenario {

// One message on its own, as the flow scenarios send it.
struct SingleMessage {
    base::Duration at{0};
    std::string from, to;  // `to` may list several, separated by commas
    std::optional<estate::ClientKind> client;
    base::Bytes size{15'000};
    std::string pointer{};
    std::uint8_t notify = 0;  // RFC 3461 NOTIFY=, as bits: 1 never, 2 success, 4 failure, 8 delay; 0: unsaid
    bool return_headers = false;  // RET=HDRS: notifications return the header only
    bool spam = false;
    estate::SignIn::How sign_in = estate::SignIn::How::right;
    std::string login{};  // the account that signs in; "": the sender
    bool tls = true;      // false: the program never starts TLS
};

// One visit of a person's program to the mailbox: POP3 takes what is new, IMAP does and stays a while.
struct SingleFetch {
    base::Duration at{0};
    std::string account;
    std::optional<estate::ClientKind> client;
    bool wrong_password = false;
    base::Duration stay{0};  // how long an IMAP or MAPI session is held open
    std::string pointer{};
};

// Clients that connect and say nothing: each holds a process of the server until somebody hangs up.
struct SilentClients {
    base::Duration at{0};
    std::string node, from;  // whom they connect to; the node that they are, "": customers
    std::uint64_t count = 1;
    base::Duration apart{0};                     // between one and the next
    base::Duration patience = base::never_ends;  // until they hang up themselves
    std::uint16_t port = 25;
    std::string pointer{};
};

// A steady flow of messages beside the population's own, for busy hours, floods and benchmarks.
struct Stream {
    std::string from, to;  // an address, or "@domain" for its mailboxes drawn at random
    std::optional<estate::ClientKind> client;
    double per_second = 1;
    bool regular = false;     // equal gaps; else Poisson
    std::uint64_t count = 0;  // stops after so many; 0: no limit
    base::Duration start{0}, stop = base::never_ends;
    std::string sizes = "modern";  // a preset of the load room
    base::Bytes size{0};           // every message of this size; 0: by the preset
    bool spam = false;
    std::string pointer;
};

// The state of the estate when the run starts.
struct InitialState {
    std::optional<double> quota_fill;  // mean share of each quota in use; else the estate's own values
    double cached_names = 1;           // share of the names that the resolvers have in memory
};

struct Load {
    bool population = true;      // whether the estate's mailboxes send, receive and fetch
    double multiplier = 1;       // of the population's mail and sessions
    double spam_multiplier = 1;  // of the spam among it
    bool fetching = true;
    std::vector<Stream> streams;
    std::vector<SingleMessage> messages;
    std::vector<SingleFetch> fetches;
    std::vector<SilentClients> silent;
};

// A change to the estate for this scenario only: a JSON pointer into the topology and the new value as JSON
// text.
struct Change {
    std::string target, value, pointer;
};

// A change to a zone's records: they replace all of that name and type; none: the records are gone.
struct RecordChange {
    std::string name, type, pointer;
    std::vector<std::string> records;
};

struct Scenario {
    std::string name, file, title, description;
    std::string topology = "nayatel";
    base::Duration duration = std::chrono::hours(24);
    base::Duration start_of_week{0};  // when the run starts, since Monday 00:00
    base::Duration warm_up{0};        // what is submitted before is not part of delays and rates
    bool drain = false;  // goes on after `duration`, without new load, until the queues are empty
    base::Duration drain_limit = std::chrono::hours(24 * 7);
    std::uint64_t seed = 1;
    std::uint64_t replication = 0;
    Load load;
    InitialState initial;
    std::vector<fault::Fault> faults;
    std::vector<Change> changes;
    std::vector<RecordChange> records;
    std::vector<Objective> objectives;  // SPECmail2001's when the file names none
};

}  // namespace mailsim::scenario
