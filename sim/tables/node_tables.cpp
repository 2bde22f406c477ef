#include "tables/node_tables.hpp"

namespace mailsim::tables {

void NodeTables::apply(const Change& change, base::Instant now) {
    using Kind = Change::Kind;
    switch (change.kind) {
        case Kind::greylist_seen:
        case Kind::greylist_client: greylist.apply(change, now); break;
        case Kind::connection: connections.add(change.key, now, change.span); break;
        case Kind::message: messages.add(change.key, now, change.span); break;
        case Kind::recipient: recipients.add(change.key, now, change.span); break;
        case Kind::account_message:
            hourly.add(change.key, now, std::chrono::hours(1));
            daily.add(change.key, now, std::chrono::hours(24));
            break;
        case Kind::answered: answered.add(change.key, now, change.span); break;
        case Kind::failed_login: logins.failed(change.key, now); break;
        case Kind::good_login: logins.succeeded(change.key); break;
    }
}

}  // namespace mailsim::tables
