// mailsim serve: the console for the browser.
#include <fmt/format.h>
#include <pthread.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <thread>

#include "base/ip.hpp"
#include "base/quantity.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/subcommands.hpp"
#include "cli/version.hpp"
#include "cli/wrong_input.hpp"
#include "serve/service.hpp"

namespace mailsim::cli {
namespace {

class Serve : public Subcommand {
  public:
    void declare(Options& options) override {
        options.value("--port", port_, "N", "the port; 0 for a free one (default: 8025)");
        options.value("--bind", settings_.address, "ADDRESS",
                      "the address to listen on (default: 127.0.0.1, this machine only)");
        options.value("--data", settings_.folder, "DIR", "where runs are kept (default: out/console)");
        options.values("--topology", settings_.topologies, "FILE",
                       "a topology of yours, beside the shipped ones");
        options.values("--scenario", settings_.scenarios, "FILE",
                       "a scenario of yours, beside the shipped ones");
        options.value("--jobs", jobs_, "N", "runs at one time (default: 1)");
        options.value("--memory", memory_, "BYTES", "what one run may take (default: 4 GB)");
        options.value("--time", time_, "TIME", "how long one run may take (default: 6 h)");
        options.example("mailsim serve\n  mailsim serve --port 0 --topology my-estate.json");
    }

    int run() override {
        read_options();
        serve::Service service(settings_);
        // Before any thread is made, so that the signals wait for ours.
        sigset_t ends;
        sigemptyset(&ends);
        sigaddset(&ends, SIGINT);
        sigaddset(&ends, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &ends, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
        if (base::Problems problems = service.open(); !problems.empty()) throw WrongInput(problems);
        say(service);
        std::jthread closer(
            [&service, ends](std::stop_token closed) { close_at_signal(service, ends, closed); });
        service.run();
        closer.request_stop();
        closer.join();  // before the service goes, which it speaks to
        std::fprintf(stderr, "The console is closed.\n");
        return yes;
    }

  private:
    static void close_at_signal(serve::Service& service, const sigset_t& ends, std::stop_token closed) {
        timespec moment{0, 100'000'000};
        while (!closed.stop_requested() && sigtimedwait(&ends, nullptr, &moment) < 0) {
        }
        while (!closed.stop_requested()) {  // again, should it come before the server listens
            service.stop();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }
    void say(const serve::Service& service) const {
        print(service.address() + "\n");
        std::fflush(stdout);
        if (!serve::Service::has_page())
            std::fprintf(
                stderr,
                "The console was not built into this program: npm was missing. The API answers under /api/; "
                "tools/run builds both.\n");
        auto ip = base::parse_ip(settings_.address);
        if (ip && !ip->is_loopback())
            std::fprintf(stderr,
                         "Others on the network can reach it: whoever has the address above may use it.\n");
        std::fprintf(stderr, "Open the address in a browser; Ctrl-C closes it.\n");
    }

    void read_options() {
        settings_.version = version;
        settings_.port = whole("--port", port_, 0, 65535);
        settings_.jobs = whole("--jobs", jobs_, 1, 64);
        if (!base::parse_ip(settings_.address))
            throw WrongInput("--bind", fmt::format("'{}' is not an IP address", settings_.address));
        auto memory = base::parse_bytes(memory_);
        if (!memory || memory->count < 10'000'000)
            throw WrongInput("--memory", fmt::format("'{}' is not a size of 10 MB or more", memory_));
        settings_.memory = *memory;
        auto time = base::parse_duration(time_);
        if (!time || *time < std::chrono::seconds(1))
            throw WrongInput("--time", fmt::format("'{}' is not a time of 1 s or more", time_));
        settings_.job_time = std::chrono::duration_cast<std::chrono::seconds>(*time);
    }

    static int whole(const std::string& option, const std::string& text, int least, int most) {
        int value = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
            throw WrongInput(option,
                             fmt::format("'{}' is not a whole number from {} to {}", text, least, most));
        return value;
    }

    serve::Settings settings_;
    std::string port_ = "8025", jobs_ = "1", memory_ = "4 GB", time_ = "6 h";
};

}  // namespace

std::unique_ptr<Subcommand> make_serve() { return std::make_unique<Serve>(); }

}  // namespace mailsim::cli
