// Memory of coroutine frames: free lists by size class, so that a run in its steady state asks malloc for
// nothing. Not a general allocator: blocks are never given back to the system, and each thread has lists of
// its own.
#pragma once
#include <cstddef>
#include <cstdint>
#include <new>
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace mailsim::base {

struct FrameCounts {
    std::uint64_t from_malloc = 0;  // blocks ever taken from malloc
    std::uint64_t in_use = 0;       // frames alive now
};

class FramePool {
  public:
    // HOT.
    void* take(std::size_t size) {
        ++counts_.in_use;
        const std::size_t index = index_of(size);
        if (index < classes && free_[index]) {
            Block* block = free_[index];
            free_[index] = block->next;
            reveal(block, (index + 1) * step);
            return block;
        }
        ++counts_.from_malloc;
        return ::operator new(index < classes ? (index + 1) * step : size);
    }
    // HOT. The size must be the one it was taken with.
    void give(void* memory, std::size_t size) noexcept {
        --counts_.in_use;
        const std::size_t index = index_of(size);
        if (index >= classes) return ::operator delete(memory);
        Block* block = static_cast<Block*>(memory);
        block->next = free_[index];
        free_[index] = block;
        hide(block, (index + 1) * step);
    }
    FrameCounts counts() const { return counts_; }

  private:
    struct Block {
        Block* next;
    };
    static constexpr std::size_t step = 64, classes = 128;  // frames over 8 KiB go to malloc each time
    static constexpr std::size_t index_of(std::size_t size) { return (size - 1) / step; }

    // A frame that has ended is poisoned behind its link, so that the sanitizer sees who still uses it.
#if defined(__SANITIZE_ADDRESS__)
    static void hide(Block* b, std::size_t size) { __asan_poison_memory_region(b + 1, size - sizeof(Block)); }
    static void reveal(Block* b, std::size_t size) { __asan_unpoison_memory_region(b, size); }
#else
    static void hide(Block*, std::size_t) {}
    static void reveal(Block*, std::size_t) {}
#endif

    Block* free_[classes] = {};
    FrameCounts counts_;
};

inline constinit thread_local FramePool frame_pool;

}  // namespace mailsim::base
