# SPDX-License-Identifier: Apache-2.0
# Judges the stream that edits writes, as judge.py does, with Psych.
#
# usage: judge.rb [EVERY] <stream
require 'json'
require 'psych'

NAME = "Psych #{Psych::VERSION}"

def read_field
  length = $stdin.gets
  length && $stdin.read(length.to_i)
end

def utf8(bytes)
  bytes.dup.force_encoding('UTF-8')
end

# The first document, as the edits are of it.
def load(source)
  tree = Psych.parse(utf8(source).delete_prefix("\uFEFF"))
  tree && tree.to_ruby
end

# A copy in which no part is shared, so that an edit of one path changes no other.
def unshared(value)
  case value
  when Hash then value.to_h { |key, inner| [key, unshared(inner)] }
  when Array then value.map { |inner| unshared(inner) }
  else value
  end
end

# Unlike ==, tells 1 from 1.0.
def same(one, other)
  return false unless one.class == other.class

  case one
  when Hash then one.size == other.size && one.all? { |key, inner| other.key?(key) && same(inner, other[key]) }
  when Array then one.size == other.size && one.zip(other).all? { |pair| same(*pair) }
  when Float then one == other || (one.nan? && other.nan?)
  else one == other
  end
end

def steps(path)
  path.split("\n").map { |step| step.start_with?('#') ? step[1..].to_i : load(step[1..]) }
end

# Makes one operation to the data, in place.
def apply(data, operation, path, value)
  outer = operation == 'append' ? path : path[0...-1]
  container = outer.reduce(data) { |place, step| place[step] }
  case operation
  when 'append' then container.push(value)
  when 'remove' then container.is_a?(Array) ? container.delete_at(path.last) : container.delete(path.last)
  else container[path.last] = value
  end
end

def right?(original, operations, result)
  expected = unshared(original)
  operations.each do |operation, path, value|
    apply(expected, operation, steps(path), JSON.parse(utf8(value)))
  end
  same(unshared(load(result)), expected)
end

every = (ARGV[0] || 1).to_i
right = wrong = unread = number = 0
config = original = nil
readable = false
$stdin.binmode
while (kind = read_field)
  if kind == 'document'
    config, form, _strictness, source = Array.new(4) { read_field }
    begin
      readable = form == 'yaml'
      original = load(source) if readable
    rescue StandardError => e
      puts "#{NAME} does not read #{config}: #{e.message}"
      unread += 1
      readable = false
    end
    next
  end
  operations = Array.new(read_field.to_i) { Array.new(3) { read_field } }
  result = read_field
  next unless readable && ((number += 1) % every).zero?

  begin
    correct = right?(original, operations, result)
    reason = ''
  rescue StandardError => e
    correct = false
    reason = e.message
  end
  correct ? right += 1 : wrong += 1
  puts "wrong: #{config} #{operations} #{reason}\n#{utf8(result)}\n---" if !correct && wrong <= 5
end
puts "#{NAME}: #{right} right, #{wrong} wrong, #{unread} documents not read"
exit wrong.zero?
