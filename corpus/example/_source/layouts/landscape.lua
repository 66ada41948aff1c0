-- The chapter "Action plan" stands on pages of its own, turned to landscape.

function Pandoc(doc)
  local blocks, turned = pandoc.List(), false
  for _, block in ipairs(doc.blocks) do
    if block.t == "Header" and block.level == 1 then
      if turned then
        blocks:insert(pandoc.RawBlock("typst", "]"))
      end
      turned = pandoc.utils.stringify(block) == "Action plan"
      if turned then
        blocks:insert(pandoc.RawBlock("typst", "#page(flipped: true)["))
      end
    end
    blocks:insert(block)
  end
  if turned then
    blocks:insert(pandoc.RawBlock("typst", "]"))
  end
  doc.blocks = blocks
  return doc
end
