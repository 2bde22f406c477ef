// Runs a piece of a test in a child process and brings its numbers back: SimGrid serves one run in a process,
// and a test program holds several.
#pragma once
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <iostream>
#include <vector>

template <class Run>
std::vector<double> in_child(Run run) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    std::cout.flush();  // or the child's library writes it a second time
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const std::vector<double> numbers = run();
        const auto size = static_cast<ssize_t>(numbers.size() * sizeof(double));
        _exit(write(ends[1], numbers.data(), static_cast<std::size_t>(size)) == size ? 0 : 1);
    }
    close(ends[1]);
    std::vector<double> numbers;
    double number = 0;
    while (read(ends[0], &number, sizeof number) == sizeof number) numbers.push_back(number);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(status == 0);
    return numbers;
}
