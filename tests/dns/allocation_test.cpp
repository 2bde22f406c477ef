// The paths marked HOT allocate nothing once their memory has grown: counted by replacing operator new.
#include <cstdlib>
#include <new>

#include "dns/cache.hpp"
#include "dns/mx.hpp"
#include "given.hpp"

namespace {
std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc{};
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace mailsim;
using namespace mailsim::dns;

TEST_CASE("choosing hosts from a warm cache allocates nothing", "[mx][cache]") {
    Zones zones = zones_of({header("example.com.") +
                            "@ MX 20 b\n@ MX 10 a\n@ MX 10 mail.a\na A 192.0.2.1\nb A 192.0.2.2\n" +
                            "mail.a A 192.0.2.3\n"});
    Cache cache;
    MxQuestion question(zones.names());
    NameId domain = zones.names().intern("example.com");
    base::Instant now{};
    auto choose = [&](std::uint64_t draw) {
        question.ask(domain, {.draw = draw});
        while (auto next = question.needs()) {
            if (auto hit = cache.lookup(next->name, next->type, now)) {
                question.tell(*hit.answer);
                continue;
            }
            Answer answer = zones.resolve(next->name, next->type);
            cache.store(answer, now);
            question.tell(answer);
        }
        return question.targets().size();
    };
    std::size_t before = allocations;
    choose(0);
    CHECK(allocations > before);  // the first time it does: the counter counts
    before = allocations;
    std::size_t targets = 0;
    for (std::uint64_t draw = 1; draw <= 1000; ++draw) targets += choose(draw);
    std::size_t after = allocations;
    CHECK(targets == 3000);
    CHECK(after == before);
}
