#include "study/folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

#include "json/read.hpp"
#include "json/write.hpp"
#include "run/simulation.hpp"
#include "study/inputs.hpp"
#include "study/whole_file.hpp"

namespace mailsim::study {
namespace {

namespace fs = std::filesystem;

base::unexpected<base::Problems> problem(std::string_view message) {
    base::Problems problems;
    problems.add("mailsim", "--out", message);
    return base::unexpected(problems);
}

// A study's own word: what it is about and the inputs it has.
std::string identity(const std::string& purpose, const std::string& print) {
    base::Problems ignored;
    auto tree = json::read(purpose, "", ignored);
    return json::pretty(json::Value::object({{"mailsim", "a study's folder"},
                                             {"inputs", print},
                                             {"purpose", tree ? *tree : json::Value(purpose)}}));
}

// "" when the database is whole, or is not there.
std::string damage(const std::string& file) {
    std::error_code error;
    if (!fs::exists(file, error)) return "";
    try {
        SQLite::Database db(file, SQLite::OPEN_READONLY);
        std::string said = db.execAndGet("PRAGMA quick_check(1)").getString();
        if (said != "ok") return said;
        return db.tableExists("estimates") ? "" : "it has no table 'estimates'";
    } catch (const SQLite::Exception& exception) {
        return exception.what();
    }
}

// "" when the folder may be used, else why not.
std::string refusal(const Opening& opening, const std::string& wanted) {
    const std::string& folder = opening.folder;
    std::error_code error;
    if (!fs::exists(folder, error)) return "";
    if (!fs::is_directory(folder, error)) return fmt::format("'{}' is a file; name a folder", folder);
    base::Problems ignored;
    std::string study = folder + "/study.json";
    if (!fs::exists(study, error)) {
        if (fs::is_empty(folder, error)) return "";
        return fmt::format("'{}' holds files, but no study of mailsim; name another folder", folder);
    }
    auto text = json::read_bytes(study, ignored);
    if (!text || *text != wanted)
        return fmt::format("'{}' is the folder of another study, or of other inputs; name another folder",
                           folder);
    if (std::string why = damage(folder + "/results.sqlite"); !why.empty())
        return fmt::format(
            "'{}/results.sqlite' is damaged ({}); take it away, and it is made again from the runs", folder,
            why);
    if (!opening.resume)
        return fmt::format("'{}' holds this study already; go on with --resume, or name another folder",
                           folder);
    return "";
}

class Lock {
  public:
    Lock() = default;
    Lock(const Lock&) = delete;
    ~Lock() {
        if (file_ >= 0) close(file_);
    }
    bool take(const std::string& path) {
        file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        return file_ >= 0 && flock(file_, LOCK_EX | LOCK_NB) == 0;
    }

  private:
    int file_ = -1;
};

}  // namespace

struct Folder::Parts {
    std::string path;
    std::string print;  // of the inputs
    std::vector<config::Assignment> base_set;
    Inputs inputs;
    config::Loaded loaded;
    Plan plan;
    std::map<std::size_t, Result> results;
    std::vector<std::string> damaged;
    std::size_t saved = 0;
    Lock lock;

    std::string file(const char* folder, std::size_t line, const char* ending) const {
        return fmt::format("{}/{}/{:06}.{}", path, folder, line, ending);
    }
    std::string id(std::size_t line) const { return fingerprint(print + "\n" + plan.text(line)); }

    base::expected<config::Loaded, base::Problems> load(const Run& run) const {
        std::string inputs_folder = path + "/inputs/";
        std::vector<config::Assignment> set = run.set;
        for (config::Assignment& a : set)
            if (a.pointer == "/topology")
                if (json::Value named = config::value_of(a); named.is_text())
                    a.value = json::compact(
                        json::Value((fs::absolute(inputs_folder) / topology_input(named.text())).string()));
        set.push_back({"/replication", std::to_string(run.replication)});
        return config::load_scenario(inputs_folder + scenario_input, set);
    }

    void write_inputs() {
        for (const InputFile& input : inputs.files) write_whole(path + "/inputs/" + input.name, input.text);
    }

    void add_topology(const std::string& named) {
        if (auto added = inputs.add_topology(named); !added)
            throw std::runtime_error(base::to_string(*added.error().begin()));
    }

    bool read_plan(std::string& why) {
        std::ifstream in(path + "/plan.jsonl", std::ios::binary);
        std::string line;
        while (std::getline(in, line)) {
            auto run = run_of_line(line);
            if (!run || plan.add(*run) + 1 != plan.size()) {
                why = fmt::format("'{}/plan.jsonl' is damaged at line {}; name another folder", path,
                                  plan.size() + 1);
                return false;
            }
        }
        saved = plan.size();
        return true;
    }
};

base::Problems check(const Opening& opening, const Variant& variant) {
    std::vector<config::Assignment> set = opening.base;
    set.insert(set.end(), variant.set.begin(), variant.set.end());
    auto loaded = config::load_scenario(opening.scenario, set);
    return loaded ? base::Problems{} : loaded.error();
}

Folder::Folder(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Folder::Folder(Folder&&) noexcept = default;
Folder& Folder::operator=(Folder&&) noexcept = default;
Folder::~Folder() = default;

base::expected<Folder, base::Problems> Folder::open(const Opening& opening) {
    auto parts = std::make_unique<Parts>();
    auto loaded = config::load_scenario(opening.scenario, opening.base);
    if (!loaded) return base::unexpected(loaded.error());
    auto inputs = Inputs::of(opening.scenario);
    if (!inputs) return base::unexpected(inputs.error());
    parts->path = opening.folder;
    parts->base_set = opening.base;
    parts->loaded = std::move(*loaded);
    parts->inputs = std::move(*inputs);
    parts->print = parts->inputs.print();
    std::string own = identity(opening.purpose, parts->print);
    if (std::string why = refusal(opening, own); !why.empty()) return problem(why);
    std::error_code error;
    fs::create_directories(opening.folder + "/runs", error);
    if (error)
        return problem(fmt::format("cannot make the folder '{}': {}", opening.folder, error.message()));
    if (!parts->lock.take(opening.folder + "/lock"))
        return problem(fmt::format("another mailsim works in '{}'", opening.folder));
    std::string why;
    if (!parts->read_plan(why)) return problem(why);
    write_whole(opening.folder + "/study.json", own);
    return Folder(std::move(parts));
}

base::expected<Folder, base::Problems> Folder::of_worker(const std::string& folder) {
    base::Problems problems;
    auto study = json::read_file(folder + "/study.json", problems);
    if (!study || !problems.empty()) return base::unexpected(problems);
    const json::Value* print = study->find("inputs");
    if (!print || !print->is_text()) {
        problems.add(folder + "/study.json", "/inputs", "is missing: this is no study's folder");
        return base::unexpected(problems);
    }
    auto parts = std::make_unique<Parts>();
    parts->path = folder;
    parts->print = print->text();
    std::string why;
    if (!parts->read_plan(why)) return problem(why);
    return Folder(std::move(parts));
}

const std::string& Folder::path() const { return parts_->path; }
const config::Loaded& Folder::base() const { return parts_->loaded; }
std::size_t Folder::size() const { return parts_->plan.size(); }
Run Folder::run(std::size_t line) const { return parts_->plan.run(line); }
const std::vector<std::string>& Folder::damaged() const { return parts_->damaged; }

std::size_t Folder::add(const Variant& variant, std::uint64_t replication, Run more) {
    more.set = parts_->base_set;
    more.set.insert(more.set.end(), variant.set.begin(), variant.set.end());
    more.replication = replication;
    for (const config::Assignment& a : more.set)
        if (json::Value named = config::value_of(a); a.pointer == "/topology" && named.is_text())
            parts_->add_topology(named.text());
    return parts_->plan.add(more);
}

void Folder::tidy() const {
    std::error_code error;
    for (fs::directory_iterator i(parts_->path + "/runs", error), end; !error && i != end; i.increment(error))
        if (std::string name = i->path().filename().string(); name.find(".part-") != std::string::npos) {
            std::error_code ignored;
            fs::remove(i->path(), ignored);
        }
}

void Folder::save() {
    if (parts_->saved == parts_->plan.size() && parts_->saved > 0) return;
    parts_->write_inputs();
    std::string text;
    for (std::size_t line = 0; line < parts_->plan.size(); ++line) text += parts_->plan.text(line) + "\n";
    write_whole(parts_->path + "/plan.jsonl", text);
    parts_->saved = parts_->plan.size();
}

const Result* Folder::result(std::size_t line) {
    if (auto known = parts_->results.find(line); known != parts_->results.end()) return &known->second;
    std::string file = parts_->file("runs", line, "json");
    std::error_code error;
    if (!fs::exists(file, error)) return nullptr;
    base::Problems problems;
    auto text = json::read_bytes(file, problems);
    auto result = text ? result_of_line(*text) : base::unexpected(std::string("cannot be read"));
    if (!result) {
        parts_->damaged.push_back(fmt::format("{}: {}; run {} is made again", file, result.error(), line));
        return nullptr;
    }
    if (result->line != line || result->id != parts_->id(line)) {
        parts_->damaged.push_back(fmt::format("{}: is of another run; run {} is made again", file, line));
        return nullptr;
    }
    return &(parts_->results[line] = std::move(*result));
}

std::vector<std::size_t> Folder::missing() {
    std::vector<std::size_t> lines;
    for (std::size_t line = 0; line < size(); ++line)
        if (!result(line)) lines.push_back(line);
    return lines;
}

Watched Folder::watched(std::size_t line) const {
    std::string file = parts_->file("watched", line, "octets");
    std::ifstream in(file, std::ios::binary);
    std::string octets{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    auto watched = in ? watched_of(octets) : std::nullopt;
    if (!watched)
        throw std::runtime_error(
            fmt::format("'{}' is missing or damaged: take runs/{:06}.json away, and go "
                        "on with --resume",
                        file, line));
    return std::move(*watched);
}

bool Folder::carry_out(std::size_t line) const {
    Run run = parts_->plan.run(line);
    auto loaded = parts_->load(run);
    if (!loaded) throw std::runtime_error(base::to_string(*loaded.error().begin()));
    run::Options options;
    std::string rows = parts_->file("rows", line, "sqlite"), part = part_of(rows);
    if (run.rows) {
        std::error_code ignored;
        fs::create_directories(fs::path(rows).parent_path(), ignored);
        fs::remove(part, ignored);
        options.observe.results = part;
        options.observe.keep = observe::Keep::all();
    }
    std::optional<RecipientWatch> watch;
    facts::Stream stream;
    if (run.watch || run.pair) {
        watch.emplace(loaded->estate);
        watch->subscribe(stream);
        options.stream = &stream;
        options.started = [&](const mail::Message& message) { watch->start(message); };
    }
    run::Simulation simulation(loaded->estate, loaded->scenario, std::move(options));
    Result result = result_of(simulation.run(), run);
    if (watch) {
        Watched seen = watch->finish();
        result.pairing = run.pair ? paired(watched(run.pair->line), seen, *run.pair, loaded->estate)
                                  : described(seen, loaded->estate);
        if (run.watch) write_whole(parts_->file("watched", line, "octets"), to_octets(seen));
    }
    result.line = line;
    result.id = parts_->id(line);
    if (run.rows) move_whole(part, rows);
    write_whole(parts_->file("runs", line, "json"), to_line(result) + "\n");
    return result.differences.empty();
}

}  // namespace mailsim::study
