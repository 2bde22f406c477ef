#include "observe/results.hpp"

#include <fmt/format.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include <cmath>
#include <stdexcept>

#include "estate/manner.hpp"
#include "estate/spoken.hpp"
#include "mail/reply.hpp"

namespace mailsim::observe {
namespace {

// What stands after the columns that are promised to everybody may grow, at the end only.
constexpr const char* schema = R"(
CREATE TABLE messages(id INTEGER PRIMARY KEY, kind TEXT, sender TEXT, recipient TEXT, size INTEGER, submitted REAL,
  finished REAL, outcome TEXT, reply_code INTEGER, reply_enhanced TEXT, attempts INTEGER,
  message INTEGER, part INTEGER, key INTEGER, node TEXT, rule TEXT, reply_text TEXT);
CREATE TABLE hops(message INTEGER, n INTEGER, node TEXT, arrived REAL, left REAL, queue_wait REAL, next TEXT);
CREATE TABLE attempts(message INTEGER, n INTEGER, node TEXT, arrived REAL, began REAL, ended REAL, host TEXT,
  hosts INTEGER, reply_code INTEGER, reply_enhanced TEXT, reply_text TEXT);
CREATE TABLE fetches(t REAL, node TEXT, entry TEXT, account TEXT, protocol TEXT, outcome TEXT, seconds REAL,
  messages INTEGER, stored INTEGER, removed INTEGER, rule TEXT, reply_text TEXT);
CREATE TABLE samples(minute INTEGER, node TEXT, metric TEXT, value REAL);
CREATE TABLE events(t REAL, kind TEXT, node TEXT, detail TEXT);
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT);
)";
// No journal and no waiting for the disk: the file is of use only when the run has ended.
constexpr const char* settings = R"(
PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;
PRAGMA cache_size=-32000;
)";
constexpr std::size_t rows_a_transaction = 400'000;

SQLite::Database create(const std::string& path) {
    SQLite::Database db(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec(settings);
    db.exec(schema);
    db.exec("BEGIN");
    return db;
}

// Runs f; what SQLite throws goes on as the message of this program.
template <class F>
auto guard(const std::string& path, F f) {
    try {
        return f();
    } catch (const SQLite::Exception& e) {
        throw std::runtime_error(fmt::format("{}: cannot be written: {}", path, e.what()));
    }
}

void bind_time(SQLite::Statement& to, int column, base::Instant t) {
    if (t == base::never)
        to.bind(column);
    else
        to.bind(column, base::seconds(t));
}

void bind_text(SQLite::Statement& to, int column, std::string_view text) {
    // A text's address must outlive the insert; it is all of a string here, so no copy is made.
    to.bindNoCopy(column, text.data());
}

// What is not there is NULL.
void bind_word(SQLite::Statement& to, int column, const std::string& text) {
    if (text.empty())
        to.bind(column);
    else
        bind_text(to, column, text);
}

}  // namespace

struct Results::Tables {
    Tables(const std::string& file, const estate::Estate& whole, base::Duration start_of_week, RuleName names)
        : path(file), estate(whole), clock(start_of_week), rule_name(names), db(create(file)) {}

    std::string path;
    const estate::Estate& estate;
    mail::Clock clock;
    RuleName rule_name;
    SQLite::Database db;
    SQLite::Statement message{db, "INSERT INTO messages VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"};
    SQLite::Statement hop{db, "INSERT INTO hops VALUES(?,?,?,?,?,?,?)"};
    SQLite::Statement attempt{db, "INSERT INTO attempts VALUES(?,?,?,?,?,?,?,?,?,?,?)"};
    SQLite::Statement fetch{db, "INSERT INTO fetches VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"};
    SQLite::Statement sample{db, "INSERT INTO samples VALUES(?,?,?,?)"};
    SQLite::Statement event{db, "INSERT INTO events VALUES(?,?,?,?)"};
    SQLite::Statement meta{db, "INSERT OR REPLACE INTO meta VALUES(?,?)"};
    std::size_t rows = 0;

    void insert(SQLite::Statement& row) {
        row.exec();
        row.reset();
        if (++rows % rows_a_transaction == 0) db.exec("COMMIT; BEGIN");
    }
    void bind_node(SQLite::Statement& to, int column, base::NodeId node) {
        if (node.valid())
            bind_text(to, column, estate.node(node).id);
        else
            to.bind(column);
    }
    void write(const MessageRow& row);
    void write(const HopRow& row);
    void write(const AttemptRow& row);
    void write(const FetchRow& row);
    void bind_reply(SQLite::Statement& to, int column, std::uint16_t code, const std::string& enhanced);
    std::string spoken(const Said& said, std::uint16_t code, mail::Address sender, mail::Address recipient,
                       base::Instant at, base::MessageId id) const;
};

void Results::Tables::write(const MessageRow& row) {
    const std::string sender = estate.book.text(row.sender), recipient = estate.book.text(row.recipient);
    const std::string enhanced = mail::to_string(mail::unpack_enhanced(row.enhanced));
    message.bind(1, row.id.value);
    bind_text(message, 2, mail::name(row.kind));
    bind_text(message, 3, sender);
    bind_text(message, 4, recipient);
    message.bind(5, static_cast<std::int64_t>(row.size.count));
    bind_time(message, 6, row.submitted);
    bind_time(message, 7, row.finished);
    bind_text(message, 8, mail::name(row.outcome));
    bind_reply(message, 9, row.code, enhanced);
    message.bind(11, row.attempts);
    message.bind(12, row.message.value);
    message.bind(13, row.part);
    message.bind(14, static_cast<std::int64_t>(row.key));
    bind_node(message, 15, row.node);
    const std::string rule(rule_name && row.rule.valid() ? rule_name(row.rule) : std::string_view());
    bind_word(message, 16, rule);
    const std::string words =
        spoken(row.said, row.code, row.sender, row.recipient, row.finished, row.message);
    bind_word(message, 17, words);
    insert(message);
}

// Code and enhanced code, in this column and the next; what was not said is NULL.
void Results::Tables::bind_reply(SQLite::Statement& to, int column, std::uint16_t code,
                                 const std::string& enhanced) {
    if (code)
        to.bind(column, static_cast<std::int32_t>(code));
    else
        to.bind(column);
    bind_word(to, column + 1, enhanced);
}

// With names put in; of mail that was taken, the queue id that the server's log has; of a connection that
// failed, the host as Postfix writes it.
std::string Results::Tables::spoken(const Said& said, std::uint16_t code, mail::Address sender,
                                    mail::Address recipient, base::Instant at, base::MessageId id) const {
    if (!said.text) return "";
    estate::Speech speech{sender, recipient, said.client, said.server, ""};
    if (code / 100 == 2)
        speech.text = said.client == said.server || !said.server.valid()
                          ? mail::exim_id(clock, at, id)
                          : estate::queue_id(estate.node(said.server), clock, at, id);
    else if (said.server.valid())
        speech.text = estate::host_at(estate.node(said.server), said.port ? said.port : 25);
    return estate::spoken(estate, said.text, speech);
}

void Results::Tables::write(const AttemptRow& row) {
    const std::string enhanced = mail::to_string(mail::unpack_enhanced(row.enhanced));
    attempt.bind(1, row.recipient.value);
    attempt.bind(2, row.n);
    bind_node(attempt, 3, row.node);
    bind_time(attempt, 4, row.arrived);
    bind_time(attempt, 5, row.began);
    bind_time(attempt, 6, row.ended);
    bind_node(attempt, 7, row.host);
    attempt.bind(8, row.hosts);
    bind_reply(attempt, 9, row.code, enhanced);
    const std::string words = spoken(row.said, row.code, row.from, row.to, row.ended, row.message);
    bind_word(attempt, 11, words);
    insert(attempt);
}

void Results::Tables::write(const FetchRow& row) {
    mail::Address owner{{static_cast<std::uint32_t>(row.account >> 32)},
                        static_cast<std::uint32_t>(row.account)};
    const std::string account = estate.book.text(owner);
    bind_time(fetch, 1, row.at);
    bind_node(fetch, 2, row.node);
    bind_node(fetch, 3, row.entry);
    bind_text(fetch, 4, account);
    bind_text(fetch, 5, estate::name(static_cast<estate::Protocol>(row.protocol)));
    bind_text(fetch, 6, row.refused ? "refused" : "fetched");
    std::string rule, words;
    if (row.refused) {
        if (rule_name && row.rule.valid()) rule = rule_name(row.rule);
        words = estate::spoken(estate, row.text ? row.text : "", {owner, {}, {}, row.node, ""});
        fetch.bind(7, base::seconds(row.length));
        for (int column : {8, 9, 10}) fetch.bind(column);
    } else {
        fetch.bind(7);
        fetch.bind(8, row.messages);
        fetch.bind(9, row.stored);
        fetch.bind(10, row.removed ? 1 : 0);
    }
    bind_word(fetch, 11, rule);
    bind_word(fetch, 12, words);
    insert(fetch);
}

void Results::Tables::write(const HopRow& row) {
    hop.bind(1, row.recipient.value);
    hop.bind(2, row.n);
    bind_node(hop, 3, row.node);
    bind_time(hop, 4, row.arrived);
    bind_time(hop, 5, row.left);
    hop.bind(6, base::seconds(row.queue_wait));
    bind_node(hop, 7, row.next);
    insert(hop);
}

Results::Results(const std::string& path, const estate::Estate& estate, base::Duration start_of_week,
                 RuleName rule_name)
    : tables_(guard(path, [&] { return std::make_unique<Tables>(path, estate, start_of_week, rule_name); })) {
}

Results::~Results() {
    try {
        close();
    } catch (const std::runtime_error&) {
        // close() was not called by the run: it is failing already and has its own reason to report
    }
}

void Results::write(std::span<const MessageRow> messages, std::span<const HopRow> hops,
                    std::span<const AttemptRow> attempts) {
    guard(tables_->path, [&] {
        for (const MessageRow& row : messages) tables_->write(row);
        for (const HopRow& row : hops) tables_->write(row);
        for (const AttemptRow& row : attempts) tables_->write(row);
    });
}

void Results::write(const FetchRow& row) {
    guard(tables_->path, [&] { tables_->write(row); });
}

void Results::write(const Curve& curve) {
    guard(tables_->path, [&] {
        for (std::size_t i = 0; i < curve.value.size(); ++i) {
            if (std::isnan(curve.value[i])) continue;
            auto minute = static_cast<std::int64_t>(static_cast<double>(i) * curve.step / 60);
            tables_->sample.bind(1, minute);
            bind_text(tables_->sample, 2, curve.node);
            bind_text(tables_->sample, 3, curve.metric);
            tables_->sample.bind(4, curve.value[i]);
            tables_->insert(tables_->sample);
        }
    });
}

void Results::write(const EventSummary& event) {
    guard(tables_->path, [&] {
        tables_->event.bind(1, event.t);
        bind_text(tables_->event, 2, event.kind);
        bind_text(tables_->event, 3, event.node);
        bind_text(tables_->event, 4, event.detail);
        tables_->insert(tables_->event);
    });
}

void Results::meta(std::string_view key, std::string_view value) {
    guard(tables_->path, [&] {
        tables_->meta.bind(1, std::string(key));
        tables_->meta.bind(2, std::string(value));
        tables_->insert(tables_->meta);
    });
}

void Results::close() {
    std::unique_ptr<Tables> tables = std::move(tables_);
    if (tables) guard(tables->path, [&] { tables->db.exec("COMMIT"); });
}

}  // namespace mailsim::observe
