#include "hwmodel/provenance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace paretree::hwmodel {
namespace {

TEST(Provenance, NamesAreReadBack) {
  for (const Basis basis :
       {Basis::measured, Basis::simulated, Basis::datasheet, Basis::derived, Basis::assumed}) {
    EXPECT_EQ(parse_basis(name(basis)), basis);
  }
  for (const Status status :
       {Status::quoted, Status::recalled, Status::derived, Status::measured}) {
    EXPECT_EQ(parse_status(name(status)), status);
  }
}

TEST(Provenance, RefusesOtherWordsWithTheLegalOnes) {
  try {
    (void)parse_status("guessed");
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("quoted, recalled, derived, measured"));
  }
}

}  // namespace
}  // namespace paretree::hwmodel
