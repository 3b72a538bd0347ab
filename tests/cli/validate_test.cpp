// Are the published counts reproduced exactly?
#include "tests/support/workbench.hpp"

#include <gtest/gtest.h>

namespace paretree::testing {
namespace {

struct Count {
  const char* figure;
  const char* system;
  double value;
};

//   TT-LSTM  8*16*4 + 20*4*4*4 + 20*4*4*4 + 18*4*4 = 512 + 1280 + 1280 + 288       = 3360
//   TT-GRU   8*12*4 + 1280 + 1280 + 288                                           = 3232
//   BT-LSTM  2 * (8*16*4 + 20*4*4 + 20*4*4 + 18*4*4 + 4^4) = 2 * (1440 + 256)      = 3392
//   HT-LSTM  leaves 4 * (8*16 + 10*4 + 10*2 + 9*4 + 8*2) = 960,
//            inner 4*4*5 + 5*4*5 + 4*4*5 + root 5*5 = 285                          = 1245
//   TR-LSTM  10*4*5 + 5*5*(2+5+8+6+5+3+2+16+4+2+4) + 5*2*10 = 200 + 1425 + 100     = 1725
//   dense    4 * (57600 + 256) * 256                                               = 59,244,544
// The staged MACs are worked out stage by stage in tests/tensor/plan/plan_test.cpp.
const std::vector<Count> counts = {
    {"matrix parameters", "TT-LSTM UCF11", 3360},
    {"matrix parameters", "TT-GRU UCF11", 3232},
    {"matrix parameters", "BT-LSTM UCF11", 3392},
    {"matrix parameters", "HT-LSTM UCF11", 1245},
    {"matrix parameters", "TR-LSTM UCF11", 1725},
    {"weights", "dense LSTM 57600 -> 256", 59244544},
    {"staged MACs per step", "TT-LSTM UCF11, 4 gates", 1937408},
    {"staged MACs per step", "TT-LSTM UCF11, 4 gates", 12607488},
    {"staged MACs per step", "HT-LSTM UCF11", 19338240},
    {"staged MACs per step", "HT-LSTM UCF11, modes reversed", 3471360},
};

TEST(Validate, ReproducesPublishedCountsExactly) {
  const Workbench bench;
  const Json rows = bench.json({"validate"});
  for (const Count& count : counts) {
    std::size_t found = 0;
    for (const Json& row : rows) {
      if (row["figure"] == count.figure && row["system"] == count.system &&
          row["published"] == count.value) {
        ++found;
        EXPECT_EQ(row["modelled"], count.value) << row;
        EXPECT_EQ(row["relative_error"], 0.0) << row;
      }
    }
    EXPECT_EQ(found, 1U) << count.system << ": " << count.value;
  }
}

// 32 folds x (1024 rows + 16 to load + 16 + 16 - 2 of skew) - 1 = 34,239. Here 4 tiles of 256 rows
// x 16 columns x 512 = 32,768, one access and the last drain of 256 words to 16 banks: 32,785.
TEST(Validate, ExplainsAnotherToolsCyclesTermByTerm) {
  const Workbench bench;
  double published = 0;
  double modelled = 0;
  Json whole;
  for (const Json& row : bench.json({"validate"})) {
    if (row["system"].get<std::string>().starts_with("SCALE-Sim")) {
      if (whole.is_null()) {
        whole = row;
      } else {
        published += row["published"].get<double>();
        modelled += row["modelled"].get<double>();
      }
    }
  }

  EXPECT_EQ(whole["published"], 34239);
  EXPECT_EQ(published, 34239);
  EXPECT_EQ(whole["modelled"], 32785);
  EXPECT_EQ(modelled, 32785);
}

// Three ratios of two data sets, for W_x alone and fully decomposed; only "comparable" has none.
TEST(Validate, ComparesTheTwoTensorEngines) {
  const Workbench bench;
  std::size_t rows = 0;
  std::size_t with_figure = 0;
  for (const Json& row : bench.json({"validate"})) {
    if (row["figure"].get<std::string>().ends_with("over TIE")) {
      ++rows;
      with_figure += row["published"].is_null() ? 0U : 1U;
      EXPECT_EQ(row["status"], "recalled") << row;
      EXPECT_GT(row["modelled"].get<double>(), 0) << row;
    }
  }
  EXPECT_EQ(rows, 12U);
  EXPECT_EQ(with_figure, 10U);
}

// A figure that cannot be reproduced is listed without one, not with a zero.
TEST(Validate, HasNoNumberWhereNothingIsModelled) {
  const Workbench bench;
  std::size_t absent = 0;
  for (const Json& row : bench.json({"validate"})) {
    const bool compared = !row["modelled"].is_null() && !row["published"].is_null() &&
                          row["published"].get<double>() != 0;
    EXPECT_EQ(compared, !row["relative_error"].is_null()) << row;
    absent += row["modelled"].is_null() ? 1U : 0U;
    EXPECT_FALSE(row["status"].get<std::string>().empty()) << row;
  }
  EXPECT_GE(absent, 1U) << "FDHT-LSTM's range is not reproduced";
}

}  // namespace
}  // namespace paretree::testing
