-- Plain text: a heading in capitals under a double rule, a subheading underlined, and a list of contents.

local WIDTH = 76

local function wrap(text)
  local lines, line = pandoc.List(), ""
  for word in text:gmatch("%S+") do
    if #line > 0 and #line + #word + 1 > WIDTH then
      lines:insert(line)
      line = word
    else
      line = #line > 0 and line .. " " .. word or word
    end
  end
  lines:insert(line)
  return lines
end

local function as_lines(texts)
  return pandoc.LineBlock(texts:map(function(text)
    return { pandoc.Str(text) }
  end))
end

local function underlined(text, rule)
  local lines, longest = wrap(text), 0
  for _, line in ipairs(lines) do
    longest = math.max(longest, #line)
  end
  lines:insert(rule:rep(longest))
  return as_lines(lines)
end

local function contents(blocks)
  local lines = pandoc.List()
  for _, block in ipairs(blocks) do
    if block.t == "Header" and block.level == 1 then
      lines:insert(pandoc.utils.stringify(block))
    end
  end
  return as_lines(lines)
end

function Pandoc(doc)
  local list = contents(doc.blocks)
  doc.blocks = doc.blocks:walk({
    Header = function(heading)
      local text = pandoc.utils.stringify(heading)
      if heading.level == 1 then
        return underlined(text:upper(), "=")
      end
      return underlined(text, "-")
    end,
  })
  doc.blocks:insert(1, underlined("CONTENTS", "="))
  doc.blocks:insert(2, list)
  return doc
end
