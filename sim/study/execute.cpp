#include "study/execute.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "study/local.hpp"
#include "study/remote.hpp"

namespace mailsim::study {
namespace {

using WallClock = std::chrono::steady_clock;

// Counts what is done and asks the watch.
class Watching {
  public:
    Watching(const Watch& watch, std::size_t wanted) : watch_(watch), began_(WallClock::now()) {
        progress_.wanted = wanted;
    }
    bool operator()(std::size_t done) {
        progress_.done = done;
        progress_.seconds = std::chrono::duration<double>(WallClock::now() - began_).count();
        return !watch_ || watch_(progress_);
    }

  private:
    const Watch& watch_;
    Progress progress_;
    WallClock::time_point began_;
};

}  // namespace

Executed execute(Folder& folder, const Launcher& launcher, const Watch& watch) {
    folder.save();
    Executed executed;
    std::vector<std::size_t> lines = folder.missing();
    Watching watching(watch, lines.size());
    auto go_on = [&](std::size_t done) {
        bool wanted = watching(done);
        executed.stopped |= !wanted;
        return wanted;
    };
    if (!lines.empty() && launcher.kind == Launcher::Kind::local) {
        std::size_t done = 0;
        executed.failures =
            run_here(folder, lines, launcher.jobs ? launcher.jobs : cores(), [&](std::size_t line) {
                done += line < folder.size() && folder.result(line) != nullptr;
                return go_on(done);
            });
    } else if (!lines.empty()) {
        executed.failures = run_elsewhere(folder, lines, launcher, go_on);
    }
    executed.complete = folder.missing().empty();
    if (executed.complete) folder.tidy();
    return executed;
}

std::vector<Failure> work(Folder& folder, const std::vector<std::size_t>& lines) {
    std::vector<std::size_t> missing;
    for (std::size_t line : lines)
        if (!folder.result(line)) missing.push_back(line);
    return run_here(folder, missing, 1, [](std::size_t) { return true; });
}

std::string lines_text(const std::vector<std::size_t>& lines) {
    std::string text;
    for (std::size_t i = 0; i < lines.size();) {
        std::size_t last = i;
        while (last + 1 < lines.size() && lines[last + 1] == lines[last] + 1) ++last;
        text += (text.empty() ? "" : ",") + std::to_string(lines[i]);
        if (last > i) text += "-" + std::to_string(lines[last]);
        i = last + 1;
    }
    return text;
}

base::expected<std::vector<std::size_t>, std::string> lines_of(std::string_view text) {
    std::vector<std::size_t> lines;
    auto wrong = [&] {
        return base::unexpected(fmt::format("'{}' is not a list of lines, like 0-3,7", text));
    };
    auto number = [](std::string_view& rest) -> std::optional<std::size_t> {
        std::size_t value = 0;
        auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
        if (error != std::errc{} || value > 100'000'000) return std::nullopt;
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        return value;
    };
    std::string_view rest = text;
    while (true) {
        auto first = number(rest), last = first;
        if (!first) return wrong();
        if (rest.starts_with('-')) {
            rest.remove_prefix(1);
            if (!(last = number(rest)) || *last < *first) return wrong();
        }
        for (std::size_t line = *first; line <= *last; ++line) lines.push_back(line);
        if (rest.empty()) return lines;
        if (rest[0] != ',') return wrong();
        rest.remove_prefix(1);
    }
}

}  // namespace mailsim::study
