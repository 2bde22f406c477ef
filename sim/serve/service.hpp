// The console's HTTP service: the page and its API, whose answers are those of the command line. Everything
// that calculates is a child process of this same program. Not here: the page itself (tools/console).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/problems.hpp"
#include "serve/ask.hpp"
#include "serve/catalog.hpp"
#include "serve/guard.hpp"
#include "serve/jobs.hpp"
#include "serve/routes.hpp"

namespace mailsim::serve {

struct Settings {
    std::string version, address = "127.0.0.1", folder = "out/console";
    int port = 8025;                    // 0: a free one
    int jobs = 1;                       // at one time
    base::Bytes memory{4'000'000'000};  // of one child
    std::chrono::seconds job_time{6 * 3600};
    std::vector<std::string> topologies, scenarios;  // files beside the shipped ones
};

class Service {
  public:
    explicit Service(Settings settings);
    // Takes its address and its folder. What is wrong with the settings, or nothing.
    base::Problems open();
    std::string address() const;  // with the key; after open()
    static bool has_page();       // whether the console was built into this program
    void run();                   // until stop()
    void stop();                  // from any thread; not from a signal handler

  private:
    std::optional<Response> refuse(const Request& request) const;
    Response answer(const Request& request);
    Response page(const Request& request) const;
    void add_general();
    void add_estate();
    void add_questions();
    void add_drills();
    void add_jobs();
    void add_results();
    Response about() const;
    Response path(const Request& request);
    Response diff(const Request& request);
    Response replay(const Request& request, const std::string& view);
    Response play(const std::string& drill, const Request& request);
    Response submit(const Request& request);

    Settings settings_;
    Catalog catalog_;
    Routes routes_;
    std::unique_ptr<Asker> asker_;
    std::unique_ptr<Jobs> jobs_;
    std::unique_ptr<Guard> guard_;
    Listener listener_;
};

Response json_answer(const json::Value& document, int status = 200);
Response wrong_request(const base::Problems& problems);  // 422 {"problems": [...]}

}  // namespace mailsim::serve
