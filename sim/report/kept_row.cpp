#include "report/kept_row.hpp"

#include <fmt/format.h>
#include <SQLiteCpp/SQLiteCpp.h>

namespace mailsim::report {

std::optional<KeptRow> read_kept_row(const std::string& results, std::int64_t id, base::Problems& problems) {
    try {
        SQLite::Database db(results, SQLite::OPEN_READONLY);
        SQLite::Statement row(
            db,
            "SELECT sender, recipient, outcome, submitted, finished, reply_code, message FROM messages WHERE "
            "id=?");
        row.bind(1, id);
        if (!row.executeStep()) return std::nullopt;
        KeptRow kept{id,
                     row.getColumn(6).getInt64(),
                     row.getColumn(0).getString(),
                     row.getColumn(1).getString(),
                     row.getColumn(2).getString(),
                     row.getColumn(3).getDouble(),
                     {},
                     {}};
        if (!row.isColumnNull(4)) kept.finished = row.getColumn(4).getDouble();
        if (!row.isColumnNull(5)) kept.reply_code = row.getColumn(5).getInt64();
        return kept;
    } catch (const SQLite::Exception& e) {
        problems.add(results, "/", fmt::format("is no database of a run: {}", e.what()));
        return std::nullopt;
    }
}

}  // namespace mailsim::report
