#include "dse/space/space.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <type_traits>

namespace paretree::dse {

std::string decimal(BigCount count) {
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(count % 10)));
    count /= 10;
  } while (count != 0);
  return digits;
}

bool compatible(const hwmodel::Accelerator& accelerator, tensor::FormatKind kind, int weight_bits,
                double state_sparsity) {
  if (state_sparsity > 0 &&
      (!accelerator.skips_zero_states() || kind != tensor::FormatKind::dense)) {
    return false;
  }
  const auto formats = accelerator.formats();
  const auto bits = accelerator.weight_bits();
  return std::find(formats.begin(), formats.end(), tensor::name(kind)) != formats.end() &&
         std::find(bits.begin(), bits.end(), weight_bits) != bits.end();
}

namespace {

/// 28.0 is written 28: a value is the same whether a sweep wrote it or left it at its default.
template <typename T>
results::Json canonical(const T& content) {
  if constexpr (std::is_same_v<T, double>) {
    constexpr double exact = 9007199254740992.0;  // 2^53
    if (std::abs(content) < exact && std::trunc(content) == content) {
      return static_cast<std::int64_t>(content);
    }
  }
  return content;
}

}  // namespace

results::Json hardware_json(const std::string& template_name,
                            const hwmodel::Configuration& configuration) {
  results::Json json = results::Json::object();
  json["template"] = template_name;
  // Each template lists its parameters in the order people read them.
  for (const hwmodel::Parameter& parameter :
       hwmodel::accelerators().at(template_name).parameters()) {
    for (const auto& [name, value] : configuration.values()) {
      if (name == parameter.name) {
        std::visit([&, key = name](const auto& content) { json[key] = canonical(content); }, value);
      }
    }
  }
  return json;
}

Id hardware_id(const results::Json& hardware) {
  return id_of("hardware " + hardware.dump());
}

void Space::axis_values(const ModelHalf& half, const std::string& template_name,
                        const hwmodel::Configuration& configuration,
                        std::vector<double>& values) const {
  for (std::size_t slot = 0; slot < names_.size(); ++slot) {
    const std::string& name = names_[slot];
    if (name == "scope") {
      values[slot] = word_number(std::string(tensor::name(half.scope)));
    } else if (name == "format") {
      values[slot] = word_number(std::string(tensor::name(half.matrix.kind)));
    } else if (name == "leaves") {
      values[slot] = word_number(half.paired ? "paired" : "unpaired");
    } else if (name == "weight_bits") {
      values[slot] = half.weight_bits;
    } else if (name == "state_sparsity") {
      values[slot] = half.state_sparsity;
    } else if (name == "template") {
      values[slot] = word_number(template_name);
    } else {
      for (const auto& [key, value] : configuration.values()) {
        if (key == name) {
          values[slot] = number_of(value);
        }
      }
    }
  }
}

std::size_t Space::slot_of(const std::string& name) const {
  return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
}

Space::Address Space::decode(std::uint64_t position) const {
  const auto after =
      std::upper_bound(blocks_.begin(), blocks_.end(), position,
                       [](std::uint64_t value, const Block& block) { return value < block.first; });
  const Block& block = *std::prev(after);
  Address address;
  address.block = static_cast<std::size_t>(std::prev(after) - blocks_.begin());
  const std::uint64_t within = position - block.first;
  address.plan = within / block.stride;
  const std::uint64_t rest = within % block.stride;
  const auto slot_after =
      std::upper_bound(block.slots.begin(), block.slots.end(), rest,
                       [](std::uint64_t value, const Slot& slot) { return value < slot.offset; });
  address.slot = static_cast<std::size_t>(std::prev(slot_after) - block.slots.begin());
  address.hardware = rest - block.slots[address.slot].offset;
  return address;
}

std::uint64_t Space::encode(const Address& address) const {
  const Block& block = blocks_[address.block];
  return block.first + address.plan * block.stride + block.slots[address.slot].offset +
         address.hardware;
}

ModelHalf Space::model_half(const Address& address) const {
  const Block& block = blocks_[address.block];
  const Slot& slot = block.slots[address.slot];
  return block.model->at(address.plan, slot.weight_bits, slot.state_sparsity);
}

hwmodel::Configuration Space::configuration(const Address& address) const {
  return blocks_[address.block].slots[address.slot].hardware->at(address.hardware);
}

std::uint64_t Space::model_key(std::size_t block, std::uint64_t plan,
                               std::size_t bits_index) const {
  return (blocks_[block].first_plan + plan) * bits_count_ + bits_index;
}

std::uint64_t Space::hardware_key(const Address& address) const {
  const Slot& slot = blocks_[address.block].slots[address.slot];
  return slot.hardware_base + slot.hardware->full_index(address.hardware);
}

}  // namespace paretree::dse
