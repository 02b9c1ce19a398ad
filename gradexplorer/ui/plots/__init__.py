"""Plot painters: passive, themed views of plain arrays that emit signals and compute nothing.

`canvas.Canvas` holds the view (range, grid, pan, zoom, states); `curve.CurvePlot` and `contour.ContourPlot` draw on it;
`timeline.Timeline` is the strip of loss against step; `marks` are the plain data that the plots take.
"""
