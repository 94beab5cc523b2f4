print('evaluated')
