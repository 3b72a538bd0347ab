// Loaded before a program (LD_PRELOAD): of its C++ allocations one, or all from one on, fail.
//   FAIL_ALLOCATION=N        the Nth fails
//   FAIL_ALLOCATIONS_FROM=N  the Nth and all later ones fail
//   COUNT_ALLOCATIONS=1      their number is written to the standard error at the end
// Counted from where the program has set what ends it: what its libraries allocate as they are
// loaded comes before any of its code.
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <limits>
#include <new>

namespace {

std::atomic<long> allocations{0};
long first = std::numeric_limits<long>::max();
long last = first;
std::terminate_handler usual_end = nullptr;  ///< no handler before this library is initialised

long number(const char* name) {
  const char* const text = std::getenv(name);
  return text == nullptr ? std::numeric_limits<long>::max() : std::atol(text);
}

[[gnu::constructor]] void configure() {
  usual_end = std::get_terminate();
  first = last = number("FAIL_ALLOCATION");
  if (std::getenv("FAIL_ALLOCATIONS_FROM") != nullptr) {
    first = number("FAIL_ALLOCATIONS_FROM");
    last = std::numeric_limits<long>::max();
  }
}

[[gnu::destructor]] void count() {
  if (std::getenv("COUNT_ALLOCATIONS") != nullptr) {
    char line[64];
    const int length = std::snprintf(line, sizeof line, "%ld allocations\n", allocations.load());
    static_cast<void>(!write(STDERR_FILENO, line, static_cast<std::size_t>(length)));
  }
}

void* allocate(std::size_t bytes, std::size_t alignment) noexcept {
  if (usual_end != nullptr && std::get_terminate() != usual_end) {
    const long index = allocations.fetch_add(1, std::memory_order_relaxed);
    if (index >= first && index <= last) {
      return nullptr;
    }
  }
  const std::size_t rounded = (bytes + alignment) / alignment * alignment;
  return std::aligned_alloc(alignment, rounded);
}

void* allocate_or_throw(std::size_t bytes, std::size_t alignment) {
  if (void* const block = allocate(bytes, alignment)) {
    return block;
  }
  throw std::bad_alloc();
}

constexpr std::size_t usual = alignof(std::max_align_t);

}  // namespace

// NOLINTBEGIN(misc-new-delete-overloads, cppcoreguidelines-no-malloc)
void* operator new(std::size_t bytes) {
  return allocate_or_throw(bytes, usual);
}
void* operator new[](std::size_t bytes) {
  return allocate_or_throw(bytes, usual);
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate_or_throw(bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return allocate_or_throw(bytes, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  return allocate(bytes, usual);
}
void* operator new[](std::size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  return allocate(bytes, usual);
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete[](void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t /*bytes*/) noexcept {
  std::free(block);
}
void operator delete[](void* block, std::size_t /*bytes*/) noexcept {
  std::free(block);
}
void operator delete(void* block, std::align_val_t /*alignment*/) noexcept {
  std::free(block);
}
void operator delete[](void* block, std::align_val_t /*alignment*/) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t /*bytes*/, std::align_val_t /*alignment*/) noexcept {
  std::free(block);
}
void operator delete[](void* block, std::size_t /*bytes*/,
                       std::align_val_t /*alignment*/) noexcept {
  std::free(block);
}
// NOLINTEND(misc-new-delete-overloads, cppcoreguidelines-no-malloc)
