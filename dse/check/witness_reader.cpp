#include "dse/check/witness_reader.hpp"

#include <fmt/format.h>

namespace paretree::dse {

WitnessReader::WitnessReader(const std::string& file) : file_(file), in_(file, std::ios::binary) {
  if (!in_) {
    throw WitnessError(file + ": cannot be read");
  }
  in_.seekg(0, std::ios::end);
  bytes_ = static_cast<std::uint64_t>(in_.tellg());
  in_.seekg(0);
  std::string heading;
  std::getline(in_, heading);
  if (heading != "paretree-witness 1") {
    throw WitnessError(file + ": no witness of this version");
  }
  std::getline(in_, hash_);
  while (true) {
    const std::uint64_t tag = number();
    if (tag == 0) {
      break;
    }
    if (tag != 1) {
      damaged(fmt::format("unknown tag {}", tag));
    }
    Half half;
    half.block = number();
    half.slot = number();
    half.hardware = number();
    Place place;
    place.bytes = number();
    place.first = static_cast<std::uint64_t>(in_.tellg());
    if (place.bytes > bytes_ - place.first) {
      damaged("it ends within a stream");
    }
    if (!places_.emplace(half, place).second) {
      damaged("two streams of one class");
    }
    in_.seekg(static_cast<std::streamoff>(place.first + place.bytes));
  }
  if (static_cast<std::uint64_t>(in_.tellg()) != bytes_) {
    damaged("it goes on after its end");
  }
}

void WitnessReader::damaged(const std::string& what) const {
  throw WitnessError(fmt::format("{}: damaged: {}", file_, what));
}

std::uint64_t WitnessReader::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 63; shift += 7) {
    const int byte = in_.get();
    if (byte < 0) {
      damaged("it ends early");
    }
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) {
      return value;
    }
  }
  damaged("a number of more than 63 bits");
}

std::string WitnessReader::stream(const Place& place) {
  std::string bytes(place.bytes, '\0');
  in_.clear();
  in_.seekg(static_cast<std::streamoff>(place.first));
  in_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!in_) {
    damaged("it ends within a stream");
  }
  return bytes;
}

}  // namespace paretree::dse
