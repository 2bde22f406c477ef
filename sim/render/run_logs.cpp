#include "render/run_logs.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "render/assemble.hpp"
#include "render/log.hpp"

namespace mailsim::render {
namespace {

constexpr base::Duration forget_after = std::chrono::hours(2);  // longer than the end of any last session

bool writes_log(const estate::Node& node) {
    return node.role != estate::Role::peer && node.role != estate::Role::dns;
}

// One dialect's files, by node; made at the first line.
class Files : public Lines {
  public:
    Files(const estate::Estate& estate, const LogDialect& dialect, std::string folder)
        : estate_(estate), dialect_(dialect), folder_(std::move(folder)), files_(estate.nodes.size()) {
        for (std::uint32_t n = 0; n < files_.size(); ++n)
            if (writes_log(estate.nodes[n])) open(n);
    }
    void write(base::NodeId node, const std::string& line) override {
        if (files_[node.index()].is_open()) files_[node.index()] << line << '\n';
    }
    void close() {
        for (std::ofstream& file : files_) {
            if (!file.is_open()) continue;
            file.close();
            if (!file) throw std::runtime_error(fmt::format("{}: the logs cannot be written", folder_));
        }
    }

  private:
    void open(std::uint32_t n) {
        std::filesystem::path path = std::filesystem::path(folder_) / estate_.nodes[n].id;
        std::filesystem::create_directories(path);
        path /= std::string(dialect_.file);
        files_[n].open(path);
        if (!files_[n]) throw std::runtime_error(fmt::format("{}: cannot be written", path.string()));
        if (!dialect_.header.empty()) files_[n] << dialect_.header << '\n';
    }
    const estate::Estate& estate_;
    const LogDialect& dialect_;
    std::string folder_;
    std::vector<std::ofstream> files_;
};

}  // namespace

struct RunLogs::Parts : Listener {
    Parts(const estate::Estate& estate, base::Duration start_of_week, const std::string& folder)
        : scene{estate, start_of_week}, assembler(scene, letters, *this) {
        letters.forget_after(forget_after);
        for (const LogDialect& dialect : log_dialects()) {
            files.push_back(std::make_unique<Files>(estate, dialect, folder));
            writers.push_back(dialect.make(scene, *files.back()));
        }
    }
    void take(const Event& event) override {
        if (!writes_log(scene.node(event.node))) return;
        for (auto& writer : writers) writer->take(event);
    }
    static void take_fact(void* self, const facts::Fact& fact) {
        static_cast<Parts*>(self)->assembler.take(fact);
    }
    static void take_ledger(void* self, const facts::Fact& fact) {
        static_cast<Parts*>(self)->letters.take(fact);
        take_fact(self, fact);
    }

    Scene scene;
    Letters letters;
    Assembler assembler;
    std::vector<std::unique_ptr<Files>> files;
    std::vector<std::unique_ptr<Listener>> writers;
};

RunLogs::RunLogs(const estate::Estate& estate, base::Duration start_of_week, const std::string& folder)
    : parts_(std::make_unique<Parts>(estate, start_of_week, folder)) {}
RunLogs::~RunLogs() = default;

void RunLogs::subscribe(facts::Stream& stream) {
    stream.subscribe(facts::Level::ledger, parts_.get(), Parts::take_ledger);
    for (facts::Level level : {facts::Level::hop, facts::Level::decision, facts::Level::line})
        stream.subscribe(level, parts_.get(), Parts::take_fact);
}

void RunLogs::introduce(const mail::Message& message, std::span<const mail::Address> recipients) {
    parts_->letters.introduce(message, recipients);
}

void RunLogs::redirect(const mail::Redirection& what) { parts_->letters.redirect(what); }

void RunLogs::finish() {
    parts_->assembler.finish();
    for (auto& files : parts_->files) files->close();
}

}  // namespace mailsim::render
