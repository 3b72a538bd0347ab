#include "dse/exec/workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace paretree::dse {
namespace {

TEST(Workers, CallEveryIndexOnce) {
  for (const std::size_t threads : {1U, 2U, 5U}) {
    const Workers workers(threads);
    std::vector<std::atomic<int>> calls(1000);

    workers.for_each(calls.size(), [&](std::size_t index, std::size_t) { ++calls[index]; });

    for (const auto& count : calls) {
      EXPECT_EQ(count, 1);
    }
  }
}

TEST(Workers, NumberThemselvesBelowTheirCount) {
  const Workers workers(3);
  std::atomic<std::size_t> highest{0};
  std::vector<std::atomic<bool>> busy(3);
  std::atomic<bool> shared{false};

  workers.for_each(2000, [&](std::size_t, std::size_t worker) {
    std::size_t known = highest;
    while (worker > known && !highest.compare_exchange_weak(known, worker)) {
    }
    shared = shared || busy.at(worker).exchange(true);
    busy.at(worker) = false;
  });

  EXPECT_EQ(workers.size(), 3U);
  EXPECT_LT(highest, 3U);
  EXPECT_FALSE(shared) << "two threads had one number at one time";
}

TEST(Workers, TakeOnePerCoreByDefault) {
  EXPECT_GE(Workers(0).size(), 1U);
}

TEST(Workers, PassOnAnException) {
  const Workers workers(2);

  EXPECT_THROW(workers.for_each(100,
                                [](std::size_t index, std::size_t) {
                                  if (index == 37) {
                                    throw std::runtime_error("at 37");
                                  }
                                }),
               std::runtime_error);
}

TEST(Workers, GoOnAfterAnException) {
  const Workers workers(2);
  EXPECT_THROW(workers.for_each(4, [](std::size_t, std::size_t) { throw std::logic_error("x"); }),
               std::logic_error);
  std::atomic<int> calls{0};

  workers.for_each(50, [&](std::size_t, std::size_t) { ++calls; });

  EXPECT_EQ(calls, 50);
}

TEST(Workers, DoNothingForNothing) {
  const Workers workers(2);

  EXPECT_NO_THROW(workers.for_each(0, [](std::size_t, std::size_t) { FAIL(); }));
}

}  // namespace
}  // namespace paretree::dse
