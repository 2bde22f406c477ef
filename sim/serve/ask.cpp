#include "serve/ask.hpp"

#include <fmt/format.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "json/write.hpp"
#include "serve/guard.hpp"
#include "serve/token.hpp"

namespace mailsim::serve {
namespace {

constexpr int most_waiting = 24;

int most_running() { return std::max(2, static_cast<int>(std::thread::hardware_concurrency())); }

std::string last_line(const std::string& text) {
    std::size_t end = text.find_last_not_of("\n");
    if (end == std::string::npos) return "";
    std::size_t begin = text.rfind('\n', end);
    return text.substr(begin == std::string::npos ? 0 : begin + 1,
                       end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

// "FILE: /pointer: message" as the command line prints it, when there was no document.
json::Value problems_from_lines(const std::string& text) {
    json::Value list = json::Value::array();
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(text.find('\n', at), text.size());
        if (std::string line = text.substr(at, end - at); !line.empty())
            list.push(json::Value::object({{"file", ""}, {"pointer", ""}, {"message", line}}));
        at = end + 1;
    }
    return json::Value::object({{"problems", std::move(list)}});
}

}  // namespace

std::string failure_of(const Ending& ending) {
    if (ending.stopped) return "it was cancelled";
    if (ending.late) return "it took longer than is allowed, and was ended";
    if (ending.too_long) return "it said more than is allowed, and was ended";
    if (ending.signal) return fmt::format("it crashed ({})", strsignal(ending.signal));
    if (ending.status == 0 || ending.status == 1) return "";
    std::string said = last_line(ending.errors);
    return said.empty() ? fmt::format("it ended with status {}", ending.status) : said;
}

Asker::Paper::Paper(const std::string& folder, const std::string& name, const std::string& text)
    : folder_(folder + "/asked-" + fresh_token()), path_(folder_ + "/" + name) {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    std::ofstream out(path_, std::ios::binary);
    out << text;
    out.close();
    if (error || !out) {
        std::filesystem::remove_all(folder_, error);
        throw std::runtime_error("the question cannot be written down; the disk may be full");
    }
}

Asker::Paper::~Paper() {
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
}

bool Asker::enter() {
    std::unique_lock lock(mutex_);
    if (running_ >= most_running() && waiting_ >= most_waiting) return false;
    ++waiting_;
    freed_.wait(lock, [&] { return running_ < most_running(); });
    --waiting_;
    ++running_;
    return true;
}

void Asker::leave() {
    std::lock_guard lock(mutex_);
    --running_;
    freed_.notify_one();
}

Response Asker::ask(const std::vector<std::string>& words) {
    std::vector<std::string> all = words;
    all.push_back("--json");
    return ask_for(all, "application/json");
}

Response Asker::ask_for(const std::vector<std::string>& words, const std::string& type) {
    if (!enter()) {
        Response busy = refusal(503, "too many questions at one time; ask again in a second");
        busy.headers.emplace_back("Retry-After", "1");
        return busy;
    }
    struct Leave {
        Asker& asker;
        ~Leave() { asker.leave(); }
    } leave{*this};
    std::vector<std::string> all{program_};
    all.insert(all.end(), words.begin(), words.end());
    return answer(run_child(all, limits_, stopping_.get_token()), words.front(), type);
}

Response Asker::answer(const Ending& ending, const std::string& word, const std::string& type) const {
    std::string wrong = failure_of(ending);
    Response response;
    if (wrong.empty()) {
        response.type = type;
        response.body = ending.output;
        return response;
    }
    if (ending.status == 2 && !ending.late && !ending.stopped) {
        response.status = 422;
        bool document = ending.output.starts_with("{");
        response.body =
            without_places(document ? ending.output : json::compact(problems_from_lines(ending.errors)));
        return response;
    }
    return refusal(ending.late ? 504 : 500, without_places(fmt::format("mailsim {}: {}", word, wrong)));
}

// Where the server keeps its papers is nobody's business: "FOLDER/asked-TOKEN/changes.json" becomes
// "changes.json", and "FOLDER/TOKEN/results" becomes "results".
std::string Asker::without_places(std::string text) const {
    const std::string place = folder_ + "/";
    for (std::size_t at; (at = text.find(place)) != std::string::npos;) {
        std::size_t length = place.size(), end = text.find('/', at + length);
        std::string_view next(text.data() + at + length, end == std::string::npos ? 0 : end - at - length);
        if (is_token(next) || next.starts_with("asked-")) length += next.size() + 1;
        text.erase(at, length);
    }
    return text;
}

}  // namespace mailsim::serve
