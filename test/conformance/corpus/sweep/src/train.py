print('a trial')
